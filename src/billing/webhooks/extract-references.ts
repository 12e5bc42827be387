import type Stripe from "stripe";

/**
 * Whom an event may be about. Ids only: whatever else the event says may be old, so it is fetched again.
 * `userId` comes from metadata that we set at Stripe, and is a hint like the others.
 */
export type EventReferences = Readonly<{
  sessionId?: string;
  subscriptionId?: string;
  paymentIntentId?: string;
  customerId?: string;
  userId?: string;
}>;

/** Field of the event's object -> reference. A field holds an id or, when expanded, an object with one. */
const FIELDS = { subscription: "subscriptionId", payment_intent: "paymentIntentId", customer: "customerId" } as const;

/** Type of the event's object -> the reference that its own id is. */
const OWN_ID: Readonly<Record<string, keyof EventReferences>> = {
  "checkout.session": "sessionId",
  subscription: "subscriptionId",
  payment_intent: "paymentIntentId",
  customer: "customerId",
};

/** Reads the references out of an event's object, whatever API version made it. */
export function extractReferences(event: Stripe.Event): EventReferences {
  const object: Record<string, unknown> = { ...event.data.object };
  const references: { -readonly [key in keyof EventReferences]: string } = {};
  const own = OWN_ID[String(object.object)];
  if (own !== undefined) keep(references, own, object.id);
  for (const [field, name] of Object.entries(FIELDS)) keep(references, name, idOf(object[field]));
  keep(references, "userId", userIdOf(object));
  return references;
}

function keep(references: Record<string, string>, name: string, value: unknown): void {
  if (typeof value === "string" && value.length > 0 && value.length <= 255) references[name] = value;
}

function idOf(value: unknown): unknown {
  return isRecord(value) ? value.id : value;
}

/** Invoices carry the subscription's metadata in `subscription_details`. */
function userIdOf(object: Record<string, unknown>): unknown {
  const details = object.subscription_details;
  const holders = [object.metadata, isRecord(details) ? details.metadata : undefined];
  return holders.filter(isRecord).find((metadata) => typeof metadata.userId === "string")?.userId;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
