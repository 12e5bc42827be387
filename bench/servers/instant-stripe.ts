/**
 * A Stripe that answers at once with whole objects and remembers nothing, so that the servers in front of it are
 * what is measured. Every id it gives is new, or follows from the id that was asked for.
 */
import { createServer, type IncomingMessage } from "node:http";
import { SESSION_TAIL } from "../fixtures/fixture-ids.ts";
import { compileTemplate, readFixture, type Template } from "../fixtures/read-fixture.ts";
import { serveCalls } from "../workbench/serve-calls.ts";
import { listen } from "./listen.ts";
import { type ServerCalls, serverCalls } from "./server-calls.ts";

export type InstantStripeCalls = ServerCalls & {
  /** How many Checkout Sessions were created so far. */
  created(): number;
};

const session = readFixture("checkout-session");
const subscription = readFixture("subscription");
const invoice = subscription.latest_invoice as Record<string, unknown>;
const price = readFixture("price");
const lineItem = { ...readFixture("checkout-line-item"), price };
const payment = { status: "complete", payment_status: "paid", customer: "cus_{key}", invoice: "in_{key}", url: null };
const list = (url: string, data: readonly unknown[]) => ({ object: "list", data, has_more: false, url });

const newSession = compileTemplate(session);
const noEvents = compileTemplate(list("/v1/events", []))({});
const thePrice = compileTemplate(price)({});

/** What is asked for, with {key} for the part of its id that belongs to one user; and what is answered. */
const ANSWERS = [
  read(
    "/v1/checkout/sessions/cs_test_{key}\\w*/line_items",
    list(`/v1/checkout/sessions/cs_test_{key}${SESSION_TAIL}/line_items`, [lineItem]),
  ),
  read("/v1/checkout/sessions/cs_test_{key}", { ...session, ...payment, subscription }),
  read("/v1/subscriptions\\?.*\\bcustomer=cus_{key}", list("/v1/subscriptions", [subscription])),
  read("/v1/invoices\\?.*\\bsubscription=sub_{key}", list("/v1/invoices", [invoice])),
  read("/v1/charges/ch_{key}", invoice.charge),
  read("/v1/payment_intents/pi_{key}", { ...readFixture("payment-intent"), latest_charge: invoice.charge }),
];

function read(path: string, object: unknown): { asked: RegExp; template: Template } {
  return { asked: new RegExp(`^${path.replace("{key}", "([0-9a-f]{24})")}`), template: compileTemplate(object) };
}

let created = 0;
let origin = "";

function answer(request: IncomingMessage): string | null {
  const path = request.url ?? "";
  if (request.method === "POST" && path === "/v1/checkout/sessions") {
    created += 1;
    return newSession({ key: created.toString(36).padStart(24, "0"), origin });
  }
  if (request.method !== "GET") return null;
  if (path.startsWith("/v1/events")) return noEvents;
  if (path.startsWith("/v1/prices/")) return thePrice;
  for (const { asked, template } of ANSWERS) {
    const key = asked.exec(path)?.[1];
    if (key !== undefined) return template({ key, origin });
  }
  return null;
}

const MISSING = JSON.stringify({
  error: { type: "invalid_request_error", message: "The instant Stripe has no such." },
});

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const found = answer(request);
    const body = found ?? MISSING;
    response.writeHead(found === null ? 404 : 200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      "Request-Id": "req_bench0000000000",
      "Stripe-Version": "2023-10-16",
    });
    response.end(body);
  });
});
const port = await listen(server);
origin = `http://127.0.0.1:${port}`;
const calls: InstantStripeCalls = { ...serverCalls(port), created: () => created };
serveCalls(calls);
