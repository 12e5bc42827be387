import { formatMoment } from "./format-moment.ts";
import type { Deliveries } from "./read-deliveries.ts";
import type { StripeCheck } from "./stripe-check.ts";

const FIND = "Copy it from the Dashboard: Developers > Webhooks > the endpoint > Signing secret.";
const CHECK = "webhook secret";

/**
 * The form of STRIPE_WEBHOOK_SECRET, and what events tell of it. Stripe tells nobody whether a secret is an
 * endpoint's: only events that are taken or refused show it.
 */
export function checkSecrets(given: string | undefined, deliveries: Deliveries | null): StripeCheck {
  if (given === undefined || given.trim() === "") return { check: CHECK, state: "FAIL", found: "not set", mend: FIND };
  const secrets = given.split(",").map((secret) => secret.trim());
  if (secrets.some((secret) => !/^whsec_\w+$/.test(secret))) {
    return { check: CHECK, state: "FAIL", found: "not of the form whsec_...", mend: FIND };
  }
  const form = secrets.length === 1 ? "well formed" : `${secrets.length} secrets, well formed`;
  if (deliveries?.newest) return refused(form, deliveries, deliveries.newest);
  if (secrets.length > 1) {
    const mend = "Right while a secret is being replaced. Remove the old one once Stripe has expired it.";
    return { check: CHECK, state: "warn", found: form, mend };
  }
  if (deliveries === null || deliveries.total === 0) {
    const found = `${form}; whether it is this endpoint's shows when an event comes`;
    return { check: CHECK, state: "unknown", found, mend: "Run this again five minutes after the next purchase." };
  }
  const found = `${form}; all ${deliveries.total} events of the last day were accepted`;
  return { check: CHECK, state: "ok", found, mend: "" };
}

function refused(form: string, { total, waiting }: Deliveries, newest: NonNullable<Deliveries["newest"]>): StripeCheck {
  const last = `${newest.id} of ${formatMoment(newest.created * 1000)}`;
  const found = `${form}, but events are not being accepted: ${waiting} of ${total} of the last day, newest ${last}`;
  const mend = `The secret may be wrong, or the server (or another endpoint of the account) did not answer. ${FIND}`;
  return { check: CHECK, state: "warn", found, mend };
}
