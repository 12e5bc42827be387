import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { User } from "../../contract/index.ts";
import { api } from "../api/client.ts";
import { type Explanation, explainError } from "../api/explain-error.ts";
import { useForgetAnswers } from "../api/queries.ts";
import { Button, TextButton } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";

export function Profile({ user }: { user: User }) {
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-[8rem_1fr]">
      {user.name ? <Fact term="Name">{user.name}</Fact> : null}
      <Fact term="E-mail">
        <span className="wrap-anywhere">{user.email}</span>
        {user.emailVerified ? null : <ConfirmationMissing />}
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{term}</dt>
      <dd className="-mt-2 sm:mt-0">{children}</dd>
    </>
  );
}

function ConfirmationMissing() {
  const [said, setSaid] = useState<string | null>(null);
  const mail = async () => {
    setSaid("Sending");
    setSaid(
      await api.mailConfirmationAgain().then(
        () => "Sent. Open the link in the mail.",
        (error) => explainError(error).text,
      ),
    );
  };
  return (
    <p className="mt-1 text-sm text-quiet" aria-live="polite">
      Not confirmed yet. {said ?? <TextButton onClick={mail}>Send the confirmation mail again</TextButton>}
    </p>
  );
}

export function SignOutButton() {
  const navigate = useNavigate();
  const forgetAnswers = useForgetAnswers();
  const [waiting, setWaiting] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const signOut = async () => {
    setWaiting(true);
    try {
      await api.signOut();
      await navigate({ to: "/" });
      await forgetAnswers();
    } catch (error) {
      setFailure(explainError(error, "You are still signed in."));
      setWaiting(false);
    }
  };
  return (
    <div aria-live="polite" className="space-y-3">
      {failure ? <ErrorNotice {...failure} /> : null}
      <Button onClick={signOut} busy={waiting && "Signing out"}>
        Sign out
      </Button>
    </div>
  );
}
