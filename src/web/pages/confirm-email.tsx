import { Link, useSearch } from "@tanstack/react-router";
import { ConfirmByMail, LinkIncomplete } from "../accounts/confirm-by-mail.tsx";
import { api } from "../api/client.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Loading, Page } from "../ui/page.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

export default function ConfirmEmailPage() {
  const { token } = useSearch({ from: "/confirm-email" });
  const hydrated = useHydrated();
  return (
    <Page width="form" title="Confirm your e-mail">
      {!hydrated ? (
        <Loading what="Loading" />
      ) : token ? (
        <ConfirmByMail
          token={token}
          action="Confirm my e-mail"
          confirm={api.confirmEmail}
          done="Your e-mail is confirmed"
          next={
            <ButtonLink to="/practice" look="next">
              Go to practice
            </ButtonLink>
          }
        >
          <p>One press, and we know that this address is yours.</p>
        </ConfirmByMail>
      ) : (
        <LinkIncomplete>
          Or <Link to="/account">have it sent again from your account</Link>.
        </LinkIncomplete>
      )}
    </Page>
  );
}
