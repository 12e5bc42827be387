import { type EventRow, formatMoment } from "../billing/index.ts";
import { describeFailure } from "./describe-failure.ts";

/** An event of the inbox in a line: when, what, how it stands and, when it is not done, why. */
export function describeEvent(event: EventRow): string {
  const { eventId, type, stripeCreatedAt, source, outcome, attempts } = event;
  const tries = attempts > 1 ? ` after ${attempts} tries` : "";
  const via = source === "webhook" ? "" : ", read from Stripe's list";
  const why = whyUnsettled(event);
  const line = `${formatMoment(stripeCreatedAt)} ${type} ${eventId}: ${outcome}${tries}${via}`;
  return why === null ? line : `${line}: ${why}`;
}

/** Why an event is not done; null when it is. */
export function whyUnsettled({ outcome, failure, references, dueAt }: EventRow): string | null {
  if (outcome === "failed") return describeFailure(failure ?? "no reason was kept");
  if (outcome === "pending") return "waits to be worked on";
  if (outcome !== "unresolved") return null;
  const named = Object.entries(references).map(([name, id]) => `${NAMES[name] ?? name} ${id}`);
  const what = named.length === 0 ? "it names nobody" : `no account here has made what it names (${named.join(", ")})`;
  return dueAt === null ? `${what}; not tried any more` : what;
}

const NAMES: Readonly<Record<string, string>> = {
  sessionId: "checkout session",
  subscriptionId: "subscription",
  paymentIntentId: "payment",
  customerId: "customer",
  userId: "user",
};
