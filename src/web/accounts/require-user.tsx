import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { User } from "../../contract/index.ts";
import { explainError } from "../api/explain-error.ts";
import { useSession } from "../api/queries.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";

/** Personal pages: a quiet wait, then the page, or the way to sign in and come back. */
export function RequireUser({ why, children }: { why: string; children: (user: User) => ReactNode }) {
  const { user, error, retry } = useSession();
  if (user) return children(user);
  if (error) {
    return (
      <div className="space-y-4">
        <ErrorNotice {...explainError(error)} />
        <Button onClick={retry}>Try again</Button>
      </div>
    );
  }
  return user === undefined ? <Loading what="Loading" /> : <SignInFirst why={why} />;
}

export function SignInFirst({ why }: { why: string }) {
  const next = useLocation({ select: (location) => location.href });
  return (
    <div className="space-y-6">
      <p className="reading">{why}</p>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <ButtonLink to="/sign-in" search={{ next }} look="next">
          Sign in
        </ButtonLink>
        <ButtonLink to="/sign-up" search={{ next }}>
          Create an account
        </ButtonLink>
      </div>
    </div>
  );
}
