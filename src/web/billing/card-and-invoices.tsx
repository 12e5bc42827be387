import type { Billing } from "../../contract/index.ts";
import { ButtonAnchor } from "../ui/button.tsx";
import { Section } from "../ui/page.tsx";
import { chooseMend, type NextStep } from "./choose-next-step.ts";
import { PortalButton } from "./portal-button.tsx";

/** The way to Stripe's portal; for who has no customer there of their own, the page of the open invoice. */
export function CardAndInvoices({ billing, step }: { billing: Billing; step: NextStep | null }) {
  const { hasPortal, paidByGuest, subscription } = billing;
  const mayPay = subscription !== null && subscription.phase !== "ending" && !paidByGuest;
  if (hasPortal) {
    return (
      <Section id="card" title="Card and invoices">
        <div className="space-y-4">
          <p>Your card, your billing address and your invoices are on a page of Stripe, which brings you back here.</p>
          {step?.kind === "portal" ? null : (
            <PortalButton>{mayPay ? "Update your card" : "See card and invoices"}</PortalButton>
          )}
        </div>
      </Section>
    );
  }
  if (!subscription) return null;
  const mend = chooseMend(subscription, hasPortal);
  return (
    <Section id="card" title="Card and invoices">
      <div className="space-y-4">
        <p>
          This subscription was bought without signing in, so only whoever paid has its card and its invoices, by
          Stripe’s mail.
        </p>
        {mend?.kind === "pay" && step?.kind !== "pay" ? (
          <ButtonAnchor href={mend.url}>{mend.label}</ButtonAnchor>
        ) : null}
      </div>
    </Section>
  );
}
