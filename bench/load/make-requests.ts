import { createHmac } from "node:crypto";
import { makeKey } from "../fixtures/fixture-ids.ts";
import { compileTemplate, readFixture, type Template } from "../fixtures/read-fixture.ts";

export type Supply = Readonly<{ series: string; count: number }> &
  Readonly<{ kind: "checkout" } | { kind: "webhook"; events: EventKind; secret: string }>;

export type EventKind = "handled" | "unhandled" | "mixed";

/** One user's events of the kind `mixed`, in their order: all but `charge.succeeded` are worked on by our server. */
export const MIXED_TYPES = [
  "checkout.session.completed",
  "customer.subscription.updated",
  "charge.succeeded",
  "invoice.paid",
] as const;

/** Events of one user's purchase, others of about the same sizes that lead to nothing, and what Stripe sends of both. */
const EVENTS = {
  handled: [
    template("event-checkout-session-completed"),
    template("event-customer-subscription-updated"),
    template("event-invoice-paid"),
  ],
  unhandled: [
    template("event-charge-succeeded"),
    template("event-customer-subscription-updated", "customer.subscription.pending_update_applied"),
    template("event-invoice-paid", "invoice.finalized"),
  ],
  mixed: MIXED_TYPES.map((type) => template(`event-${type.replaceAll(/[._]/g, "-")}`)),
} satisfies Record<EventKind, readonly Template[]>;

/** How many events of the kind one user has. */
export function eventsOfUser(kind: EventKind): number {
  return EVENTS[kind].length;
}

/** The series of the users that the events of a series are about. */
export function usersOf(series: string): string {
  return `${series}-users`;
}

/** Requests as bytes, ready to send. Nothing is made while a run is measured. */
export function makeRequests(supply: Supply): Buffer[] {
  return Array.from({ length: supply.count }, (_, n) =>
    supply.kind === "checkout" ? makeCheckout(supply.series, n) : makeWebhook(supply, n),
  );
}

function makeCheckout(series: string, n: number): Buffer {
  const body = JSON.stringify({ userId: makeKey(series, n), planId: "weekly" });
  return makeRequest("/api/create-checkout-session", body, ["Content-Type: application/json"]);
}

function makeWebhook({ events, series, secret }: Supply & { kind: "webhook" }, n: number): Buffer {
  const templates = EVENTS[events];
  const key = makeKey(usersOf(series), Math.floor(n / templates.length));
  const values = { event: makeKey(series, n), key, origin: "https://pay.stripe.com" };
  const body = templates[n % templates.length]?.(values) ?? "";
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  return makeRequest("/api/webhooks/stripe", body, [
    "Content-Type: application/json; charset=utf-8",
    "User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    "Accept: */*; q=0.5, application/xml",
    "Cache-Control: no-cache",
    `Stripe-Signature: t=${time},v1=${signature}`,
  ]);
}

function makeRequest(path: string, body: string, headers: readonly string[]): Buffer {
  const head = [`POST ${path} HTTP/1.1`, "Host: 127.0.0.1", ...headers, `Content-Length: ${Buffer.byteLength(body)}`];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function template(fixture: string, type?: string): Template {
  const event = readFixture(fixture);
  return compileTemplate(type === undefined ? event : { ...event, type });
}
