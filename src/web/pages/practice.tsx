import { RequireUser } from "../accounts/require-user.tsx";
import { describeAccess } from "../billing/access-words.ts";
import { priceLine } from "../billing/price-summary.tsx";
import { WayToBilling } from "../billing/way-to-billing.tsx";
import { Practice } from "../training/practice.tsx";
import { Page } from "../ui/page.tsx";

export default function PracticePage() {
  return (
    <Page title="Practice">
      <RequireUser why="Practice belongs to an account with access, so that your work is kept. Sign in to go on.">
        {(user) => (
          <Practice
            user={user}
            priceLine={priceLine}
            describe={describeAccess}
            wayToBilling={(access) => <WayToBilling user={user} access={access} />}
          />
        )}
      </RequireUser>
    </Page>
  );
}
