import { Link, useSearch } from "@tanstack/react-router";
import { RequireUser } from "../accounts/require-user.tsx";
import { BackFromPortal } from "../billing/back-from-portal.tsx";
import { BillingOverview } from "../billing/billing-overview.tsx";
import { Page } from "../ui/page.tsx";

export default function BillingPage() {
  const { from } = useSearch({ from: "/account/billing" });
  return (
    <Page title="Your plan and payments">
      <RequireUser why="Sign in to see your plan and your payments.">
        {(user) => (
          <>
            {from === "portal" ? <BackFromPortal user={user} /> : null}
            <BillingOverview user={user} />
            <p className="mt-10 border-t border-rule pt-6">
              Name, e-mail, password and your data are on <Link to="/account">your account page</Link>.
            </p>
          </>
        )}
      </RequireUser>
    </Page>
  );
}
