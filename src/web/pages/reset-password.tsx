import { Link, useSearch } from "@tanstack/react-router";
import { LinkIncomplete } from "../accounts/confirm-by-mail.tsx";
import { ResetPasswordForm } from "../accounts/reset-password-form.tsx";
import { Loading, Page } from "../ui/page.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

export default function ResetPasswordPage() {
  const { token } = useSearch({ from: "/reset-password" });
  const hydrated = useHydrated();
  return (
    <Page width="form" title="Choose a new password">
      {!hydrated ? (
        <Loading what="Loading" />
      ) : token ? (
        <ResetPasswordForm token={token} />
      ) : (
        <LinkIncomplete>
          Or <Link to="/forgot-password">ask for a new link</Link>.
        </LinkIncomplete>
      )}
    </Page>
  );
}
