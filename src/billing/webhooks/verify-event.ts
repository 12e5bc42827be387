import Stripe from "stripe";
import { z } from "zod";
import { Refusal } from "../../platform/errors/index.ts";

/** How far the signing time may be from ours, in both directions. Stripe's default. */
const TOLERANCE_SECONDS = 300;

/**
 * The event in a webhook's raw body, if one of the endpoint's secrets signed exactly these bytes within the tolerance.
 * Several secrets are valid while one is being replaced.
 * @throws Refusal 400
 */
export function verifyEvent(
  stripe: Stripe,
  input: { body: string; signature: string | undefined; secrets: readonly string[]; now: Date },
): Stripe.Event {
  const { body, signature, secrets, now } = input;
  if (signature === undefined) throw notSigned("no Stripe-Signature header");
  // The SDK refuses what is too old, but takes a signing time in the future.
  if (signingTime(signature) > now.getTime() / 1000 + TOLERANCE_SECONDS) throw notSigned("signed in the future");
  for (const secret of secrets) {
    const event = openWith(stripe, body, signature, secret, now);
    if (event !== null) return requireEvent(event);
  }
  throw notSigned("no secret of ours signed this");
}

/** What Stripe signed is not always an event that we know the form of: a thin event of its newer API is not. */
function requireEvent(value: unknown): Stripe.Event {
  const { success } = EventForm.safeParse(value);
  if (!success) throw new Refusal(400, "This is not an event of API version 2023-10-16 or near it");
  return value as Stripe.Event;
}

const EventForm = z.looseObject({
  id: z.string().regex(/^\w{1,255}$/),
  type: z.string().regex(/^[\w.]{1,255}$/),
  created: z.int(),
  livemode: z.boolean(),
  api_version: z.string().max(100).nullish(),
  data: z.looseObject({ object: z.looseObject({}) }),
});

function openWith(stripe: Stripe, body: string, signature: string, secret: string, now: Date): unknown {
  if (secret === "") throw new Error("an empty webhook secret would accept anybody's signature");
  try {
    return stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, now.getTime());
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function signingTime(signature: string): number {
  const time = Number(/(?:^|,)\s*t=(\d+)/.exec(signature)?.[1]);
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

function notSigned(detail: string): Refusal {
  return new Refusal(400, "The signature does not fit", { detail });
}
