import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { User } from "../../contract/index.ts";
import { ChangeEmail } from "../accounts/change-email.tsx";
import { ChangePassword } from "../accounts/change-password.tsx";
import { DeleteAccount } from "../accounts/delete-account.tsx";
import { Devices } from "../accounts/devices.tsx";
import { ExportData } from "../accounts/export-data.tsx";
import { Profile, SignOutButton } from "../accounts/profile.tsx";
import { RequireUser } from "../accounts/require-user.tsx";
import { useForgetAnswers } from "../api/queries.ts";
import { AccountAccess } from "../billing/account-access.tsx";
import { Page, Section } from "../ui/page.tsx";

export default function AccountPage() {
  return (
    <Page title="Your account">
      <RequireUser why="Sign in to see your account.">{(user) => <Account user={user} />}</RequireUser>
    </Page>
  );
}

function Account({ user }: { user: User }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const forgetAnswers = useForgetAnswers();
  const leave = async () => {
    await navigate({ to: "/account-deleted", replace: true });
    await forgetAnswers();
  };
  return (
    <>
      <Section id="profile" title="You">
        <div className="space-y-5">
          <Profile user={user} />
          <SignOutButton />
        </div>
      </Section>
      <Section id="access" title="Your access">
        <AccountAccess user={user} />
      </Section>
      <Section id="password" title="Change password">
        <ChangePassword user={user} onChanged={() => void client.invalidateQueries({ queryKey: ["devices"] })} />
      </Section>
      <Section id="email" title="Change e-mail">
        <ChangeEmail />
      </Section>
      <Section id="devices" title="Where you are signed in">
        <Devices />
      </Section>
      <Section id="export" title="Your data">
        <ExportData />
      </Section>
      <Section id="delete" title="Delete your account">
        <DeleteAccount onDeleted={() => void leave()} />
      </Section>
    </>
  );
}
