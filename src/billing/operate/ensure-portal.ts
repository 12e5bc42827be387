import type Stripe from "stripe";
import type { SetUpSteps } from "./set-up-steps.ts";

/** Tells our own configuration again where Stripe did not make it the account's default. */
const MARK = { made_for: "lsat-training-platform" };
const SETTINGS = "https://dashboard.stripe.com/settings/billing/portal (/test/settings/billing/portal in test mode)";

/** The configuration that portal sessions use, since ours name none; null when the account has no default. */
export async function findDefaultPortal(stripe: Stripe): Promise<Stripe.BillingPortal.Configuration | null> {
  const found = await stripe.billingPortal.configurations.list({ is_default: true, active: true, limit: 1 });
  return found.data[0] ?? null;
}

/** A configuration of the customer portal, when the account has none: card, invoices, cancel at the period's end. */
export async function ensurePortal(steps: SetUpSteps): Promise<void> {
  const found = (await findDefaultPortal(steps.stripe)) ?? (await findOwn(steps.stripe));
  const portal = found ?? (await makePortal(steps.stripe));
  steps.progress(`${found === null ? "Made" : "Found"} customer portal configuration ${portal.id}`);
  if (!portal.is_default) {
    steps.note(
      `Stripe did not make portal configuration ${portal.id} the account's default, which no API call can: save the ` +
        `portal's settings once at ${SETTINGS}.`,
    );
  }
}

async function findOwn(stripe: Stripe): Promise<Stripe.BillingPortal.Configuration | null> {
  const all = await stripe.billingPortal.configurations.list({ active: true, limit: 100 });
  return all.data.find(({ metadata }) => metadata?.made_for === MARK.made_for) ?? null;
}

function makePortal(stripe: Stripe): Promise<Stripe.BillingPortal.Configuration> {
  return stripe.billingPortal.configurations.create({
    // Needed, and an empty object is left out of a form.
    business_profile: { headline: "" },
    features: {
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
      subscription_cancel: { enabled: true, mode: "at_period_end", proration_behavior: "none" },
    },
    metadata: MARK,
  });
}
