import { useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import type { CheckoutProgress } from "../../contract/index.ts";
import { hasStatus } from "../api/api-error.ts";
import { checkoutUrl } from "../api/client.ts";
import { explainError } from "../api/explain-error.ts";
import { Button, ButtonAnchor, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { describeAccess } from "./access-words.ts";
import { PLAN_NAME } from "./plan-words.ts";
import { type CheckoutWatch, useCheckoutProgress } from "./use-checkout-progress.ts";

export function CheckoutSuccess({ sessionId }: { sessionId: string }) {
  const watch = useCheckoutProgress(sessionId);
  return <CheckoutState sessionId={sessionId} watch={watch} />;
}

function CheckoutState({ sessionId, watch }: { sessionId: string; watch: CheckoutWatch }) {
  const here = useLocation({ select: (location) => location.href });
  const { progress, error } = watch;
  if (hasStatus(error, 401)) {
    return (
      <State
        title="Sign in to see this payment"
        action={
          <ButtonLink to="/sign-in" search={{ next: here }} look="next">
            Sign in
          </ButtonLink>
        }
      >
        Your payment is safe. Sign in with the account that paid, and this page shows where it stands.
      </State>
    );
  }
  if (hasStatus(error, 404) || hasStatus(error, 400) || hasStatus(error, 403)) return <NotYours />;
  if (progress) return <Progress sessionId={sessionId} progress={progress} watch={watch} />;
  if (error) return <NoAnswer error={error} watch={watch} />;
  return <State title="Checking your payment">This takes a few seconds. You don't need to reload.</State>;
}

function Progress({
  sessionId,
  progress,
  watch,
}: {
  sessionId: string;
  progress: CheckoutProgress;
  watch: CheckoutWatch;
}) {
  switch (progress.state) {
    case "complete":
      return progress.access.granted ? <Granted progress={progress} /> : <CompleteWithoutAccess progress={progress} />;
    case "processing":
      return (
        <State title="Your payment is being confirmed" action={watch.watching ? null : <CheckAgain watch={watch} />}>
          {watch.watching
            ? "The bank has not answered yet. This page changes by itself when it does."
            : "The bank still needs time. You can close this page: access starts by itself once it confirms."}
        </State>
      );
    case "open":
      return (
        <State
          title="This checkout is not paid yet"
          action={
            <ButtonAnchor href={checkoutUrl(sessionId)} look="next">
              Go on with the payment
            </ButtonAnchor>
          }
        >
          Nothing was charged so far. If you have just paid, this page changes by itself in a moment.
        </State>
      );
    case "expired":
      return (
        <State
          title="This checkout has expired"
          action={
            <ButtonLink to="/subscription" look="next">
              See the plans
            </ButtonLink>
          }
        >
          Nothing was charged. You can start again whenever you like.
        </State>
      );
  }
}

function Granted({ progress }: { progress: CheckoutProgress }) {
  const { text } = describeAccess(progress.access);
  return (
    <State
      title="You have access"
      action={
        <ButtonLink to="/practice" look="next">
          Start practicing
        </ButtonLink>
      }
    >
      {PLAN_NAME[progress.access.plan ?? progress.planId]}. {text}
    </State>
  );
}

function CompleteWithoutAccess({ progress }: { progress: CheckoutProgress }) {
  const { title, text } = describeAccess(progress.access);
  return (
    <State
      title={title}
      action={
        <ButtonLink to="/account/billing" look="next">
          See your plan and payments
        </ButtonLink>
      }
    >
      {text}
    </State>
  );
}

function NotYours() {
  return (
    <State
      title="No such payment here"
      action={
        <ButtonLink to="/subscription" look="next">
          See your plan
        </ButtonLink>
      }
    >
      This payment belongs to another account, or does not exist. If you paid, sign in with the account that you used
      then.
    </State>
  );
}

function NoAnswer({ error, watch }: { error: unknown; watch: CheckoutWatch }) {
  return (
    <State title="Checking your payment" action={watch.watching ? null : <CheckAgain watch={watch} />}>
      <ErrorNotice
        {...explainError(error, "A payment that went through is never lost: it counts even if you leave.")}
      />
      {watch.watching ? <p className="mt-3">Trying again by itself.</p> : null}
    </State>
  );
}

function CheckAgain({ watch }: { watch: CheckoutWatch }) {
  return <Button onClick={watch.again}>Check again</Button>;
}

function State({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  useEffect(() => {
    const name = document.title.split(" · ").at(-1);
    document.title = `${title} · ${name}`;
  }, [title]);
  return (
    <>
      <div aria-live="polite" aria-atomic="true">
        <h1 tabIndex={-1}>{title}</h1>
        <div className="reading mt-4">{children}</div>
      </div>
      {action ? <div className="mt-8">{action}</div> : null}
    </>
  );
}
