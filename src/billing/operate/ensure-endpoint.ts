import type Stripe from "stripe";
import { STRIPE_API_VERSION } from "../stripe.ts";
import { HANDLED_TYPES } from "../webhooks/handled-types.ts";
import { findEndpoint, webhookUrlOf } from "./find-endpoint.ts";
import type { SetUpSteps } from "./set-up-steps.ts";

/** The webhook endpoint for our address, enabled, with exactly the events that we handle. */
export async function ensureEndpoint(steps: SetUpSteps, publicUrl: string): Promise<Stripe.WebhookEndpoint> {
  const found = await findEndpoint(steps.stripe, publicUrl);
  if (found === null) return await makeEndpoint(steps, webhookUrlOf(publicUrl));
  if (found.api_version !== STRIPE_API_VERSION) {
    steps.note(
      `Webhook endpoint ${found.id} is of API version ${found.api_version ?? "the account's default"}, which can't be ` +
        `changed at Stripe; ours is ${STRIPE_API_VERSION}. To pin it, delete the endpoint in the Dashboard and run this ` +
        "again: that gives a new signing secret.",
    );
  }
  return await mendEndpoint(steps, found);
}

async function makeEndpoint({ stripe, progress }: SetUpSteps, url: string): Promise<Stripe.WebhookEndpoint> {
  const made = await stripe.webhookEndpoints.create({
    url,
    enabled_events: [...HANDLED_TYPES],
    api_version: STRIPE_API_VERSION,
  });
  progress(`Made webhook endpoint ${made.id}: ${url}`);
  return made;
}

async function mendEndpoint(
  { stripe, progress }: SetUpSteps,
  found: Stripe.WebhookEndpoint,
): Promise<Stripe.WebhookEndpoint> {
  const disabled = found.status !== "enabled";
  const otherEvents = !isSameSet(found.enabled_events, HANDLED_TYPES);
  if (!disabled && !otherEvents) {
    progress(`Found webhook endpoint ${found.id}: ${found.url}`);
    return found;
  }
  const mended = await stripe.webhookEndpoints.update(found.id, {
    ...(disabled ? { disabled: false } : {}),
    ...(otherEvents ? { enabled_events: [...HANDLED_TYPES] } : {}),
  });
  const what = [...(disabled ? ["enabled it"] : []), ...(otherEvents ? ["set its events"] : [])];
  progress(`Found webhook endpoint ${found.id}: ${what.join(" and ")}`);
  return mended;
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === b.length && b.every((each) => set.has(each));
}
