import type { ReactNode } from "react";
import { usePortal } from "../api/billing-queries.ts";
import { explainError } from "../api/explain-error.ts";
import { Button, type ButtonLook } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { usePageRestored } from "../ui/use-page-restored.ts";
import { SignInAgain } from "./sign-in-again.tsx";

/** To Stripe's page for cards and invoices. */
export function PortalButton({ look = "plain", children }: { look?: ButtonLook; children: ReactNode }) {
  const { mutate, reset, isPending, isSuccess, error } = usePortal();
  usePageRestored(reset);
  return (
    <div className="space-y-3">
      {/* Busy until the browser has left, not only until the address is known. */}
      <Button look={look} onClick={() => mutate()} busy={(isPending || isSuccess) && "Opening Stripe's page"}>
        {children}
      </Button>
      <div aria-live="polite" className="empty:hidden">
        {error ? (
          <ErrorNotice title="Stripe's page did not open" {...explainError(error, "Nothing was changed.")}>
            <SignInAgain error={error} />
          </ErrorNotice>
        ) : null}
      </div>
    </div>
  );
}
