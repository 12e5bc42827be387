import { useEffect } from "react";
import type { User } from "../../contract/index.ts";
import { useBillingReconciliation } from "../api/billing-queries.ts";
import { explainError } from "../api/explain-error.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";

/** What was changed in Stripe's portal shows at once, without waiting for Stripe to tell us. */
export function BackFromPortal({ user }: { user: User }) {
  const { mutate, isPending, isSuccess, error } = useBillingReconciliation(user);
  useEffect(() => mutate(), [mutate]);
  return (
    <div aria-live="polite" className="mb-8 min-h-14">
      {isPending ? <Notice title="Asking Stripe what you changed" /> : null}
      {isSuccess ? <Notice kind="good" title="This page is up to date with Stripe" /> : null}
      {error ? (
        <ErrorNotice
          title="We could not ask Stripe just now"
          {...explainError(error, "What you changed there is safe, and shows here within minutes.")}
        >
          <Button className="mt-3" onClick={() => mutate()}>
            Try again
          </Button>
        </ErrorNotice>
      ) : null}
    </div>
  );
}
