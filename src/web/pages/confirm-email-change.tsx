import { Link, useSearch } from "@tanstack/react-router";
import { ConfirmByMail, LinkIncomplete } from "../accounts/confirm-by-mail.tsx";
import { api } from "../api/client.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Loading, Page } from "../ui/page.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

export default function ConfirmEmailChangePage() {
  const { token } = useSearch({ from: "/confirm-email-change" });
  const hydrated = useHydrated();
  return (
    <Page width="form" title="Confirm your new e-mail">
      {!hydrated ? (
        <Loading what="Loading" />
      ) : token ? (
        <ConfirmByMail
          token={token}
          action="Use this e-mail from now on"
          confirm={api.confirmEmailChange}
          done="Your e-mail is changed"
          next={
            <ButtonLink to="/account" look="next">
              Go to your account
            </ButtonLink>
          }
        >
          <p>From then on you sign in with this address, and our mail goes there.</p>
        </ConfirmByMail>
      ) : (
        <LinkIncomplete>
          Or <Link to="/account">ask for a new one in your account</Link>.
        </LinkIncomplete>
      )}
    </Page>
  );
}
