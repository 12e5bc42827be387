import { createHmac } from "node:crypto";
import { makeKey } from "../fixtures/fixture-ids.ts";
import { compileTemplate, readFixture } from "../fixtures/read-fixture.ts";

export type Supply = Readonly<{ series: string; count: number }> &
  Readonly<{ kind: "checkout" } | { kind: "webhook"; events: EventKind; secret: string }>;

export type EventKind = "handled" | "unhandled";

/** Events of one user's purchase, and others of about the same sizes that lead to nothing. */
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
} as const;

/** The events of one user. */
export const EVENTS_A_USER = 3;

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
  const fill = EVENTS[events][n % EVENTS_A_USER] ?? EVENTS[events][0];
  const key = makeKey(usersOf(series), Math.floor(n / EVENTS_A_USER));
  const body = fill({ event: makeKey(series, n), key, origin: "https://pay.stripe.com" });
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

function template(fixture: string, type?: string) {
  const event = { ...readFixture(fixture), created: Math.floor(Date.now() / 1000) };
  return compileTemplate(type === undefined ? event : { ...event, type });
}
