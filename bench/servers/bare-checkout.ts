/**
 * The baseline of the checkout benchmark: what the contract asks for with nothing around it. The same SDK client and
 * the same parameters as ours; no database, no log, no checks.
 */
import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { createStripe } from "../../src/billing/index.ts";
import { parseConfig } from "../../src/platform/config/index.ts";
import { serveCalls } from "../workbench/serve-calls.ts";
import { listen, readBody } from "./listen.ts";
import { serverCalls } from "./server-calls.ts";

const config = parseConfig(process.env);
const stripe = createStripe(config.stripe);

async function createSession(text: string): Promise<string> {
  const { userId, planId } = JSON.parse(text) as { userId: string; planId: string };
  const metadata = { userId, planId };
  const session = await stripe.checkout.sessions.create(
    {
      mode: "subscription",
      payment_method_types: ["card"],
      line_items: [{ price: config.stripe.weeklyPriceId, quantity: 1 }],
      success_url: `${config.publicUrl}/subscription/success?session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${config.publicUrl}/subscription?canceled=true`,
      client_reference_id: userId,
      metadata,
      subscription_data: { metadata },
    },
    { idempotencyKey: randomUUID() },
  );
  return session.id;
}

function send(response: ServerResponse, status: number, json: unknown): void {
  const body = JSON.stringify(json);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

const server = createServer((request, response) => {
  readBody(request)
    .then(createSession)
    .then(
      (sessionId) => send(response, 200, { sessionId }),
      (error: unknown) => send(response, 500, { error: String(error) }),
    );
});
serveCalls(serverCalls(await listen(server)));
