/**
 * A Stripe that answers at once with whole objects and remembers nothing, so that the servers in front of it are
 * what is measured. Every id it gives is new, or follows from the id that was asked for.
 */
import { createServer, type IncomingMessage } from "node:http";
import { compileTemplate, readFixture } from "../fixtures/read-fixture.ts";
import { serveCalls } from "../workbench/serve-calls.ts";
import { listen } from "./listen.ts";
import { type ServerCalls, serverCalls } from "./server-calls.ts";

export type InstantStripeCalls = ServerCalls & {
  /** How many Checkout Sessions were created so far. */
  created(): number;
};

const now = Math.floor(Date.now() / 1000);
const sold = readFixture("checkout-session");
const session = { ...sold, created: now, expires_at: now + 86_400 };
const subscription = {
  ...readFixture("subscription"),
  ...{ created: now, current_period_start: now, current_period_end: now + 7 * 86_400 },
};
const payment = { status: "complete", payment_status: "paid", customer: "cus_{key}", invoice: "in_{key}", url: null };
const list = (url: string, data: readonly unknown[]) => ({ object: "list", data, has_more: false, url });

const newSession = compileTemplate(session);
const paidSession = compileTemplate({ ...session, ...payment, subscription });
const subscriptions = compileTemplate(list("/v1/subscriptions", [subscription]));
const noEvents = compileTemplate(list("/v1/events", []))({});
const price = compileTemplate(readFixture("price"))({});

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
  if (path.startsWith("/v1/prices/")) return price;
  const key = /^\/v1\/(?:checkout\/sessions\/cs_test_|subscriptions\?.*\bcustomer=cus_)([0-9a-f]{24})/.exec(path)?.[1];
  if (key === undefined) return null;
  return path.startsWith("/v1/subscriptions") ? subscriptions({ key, origin }) : paidSession({ key, origin });
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
