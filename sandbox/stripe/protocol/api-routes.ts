import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context as HonoContext } from "hono";
import { ENDPOINTS } from "../api/endpoints.ts";
import { type ApiAnswer, answerRequest } from "./answer-request.ts";
import { checkKey } from "./check-key.ts";
import type { Endpoint } from "./endpoint.ts";
import { makeId } from "./make-id.ts";
import type { Sandbox } from "./sandbox.ts";
import { API_VERSION, invalidRequest, printFault, StripeFault } from "./stripe-fault.ts";

type Env = { Bindings: HttpBindings };

export function apiRoutes(sandbox: Sandbox): Hono<Env> {
  const app = new Hono<Env>();
  for (const endpoint of ENDPOINTS) app.on(endpoint.method, endpoint.path, (c) => serve(sandbox, c, endpoint));
  app.all("/v1/*", (c) => serve(sandbox, c, null));
  return app;
}

async function serve(sandbox: Sandbox, c: HonoContext<Env>, endpoint: Endpoint | null): Promise<Response> {
  const requestId = makeId("req");
  const answer = await answerOrExplain(sandbox, c, endpoint, requestId);
  sandbox.log(`${c.req.method} ${c.req.path} ${answer.cut ? "cut" : answer.status} ${requestId}`);
  if (answer.cut) {
    c.env.incoming.socket.destroy();
    return new Response(null, { status: 500 });
  }
  const headers = new Headers({
    "content-type": "application/json",
    "request-id": requestId,
    "stripe-version": API_VERSION,
  });
  const key = c.req.header("idempotency-key");
  if (key) headers.set("idempotency-key", key);
  if (answer.replayOf) {
    headers.set("idempotent-replayed", "true");
    headers.set("original-request", answer.replayOf);
  }
  return new Response(`${JSON.stringify(answer.body, null, 2)}\n`, { status: answer.status, headers });
}

async function answerOrExplain(
  sandbox: Sandbox,
  c: HonoContext<Env>,
  endpoint: Endpoint | null,
  requestId: string,
): Promise<ApiAnswer> {
  try {
    checkKey(c.req.header("authorization"));
    checkVersion(c.req.header("stripe-version"));
    if (!endpoint) throw unknownUrl(c);
    const formText = await readForm(c);
    return await answerRequest(sandbox, endpoint, {
      id: requestId,
      path: c.req.path,
      objectId: c.req.param("id") ?? "",
      formText,
      idempotencyKey: c.req.header("idempotency-key"),
    });
  } catch (error) {
    const known = error instanceof StripeFault ? error : null;
    if (!known) sandbox.log(`the sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`);
    const message = "The sandbox itself failed; its log says why.";
    const fault = known ?? new StripeFault(500, { type: "api_error", message });
    return { status: fault.status, body: printFault(fault, requestId) };
  }
}

/** Parameters may stand in the query, in the body, or in both. */
async function readForm(c: HonoContext<Env>): Promise<string> {
  const query = new URL(c.req.url).search.slice(1);
  const body = await c.req.text();
  const type = c.req.header("content-type") ?? "application/x-www-form-urlencoded";
  if (body && !type.startsWith("application/x-www-form-urlencoded")) {
    throw invalidRequest(
      `Invalid request: the API takes application/x-www-form-urlencoded bodies; this one is ${type.split(";")[0]}.`,
    );
  }
  return [query, body].filter(Boolean).join("&");
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || version === API_VERSION) return;
  throw invalidRequest(`Invalid Stripe API version: ${version}. This sandbox speaks ${API_VERSION} only.`);
}

function unknownUrl(c: HonoContext<Env>): StripeFault {
  const message = `Unrecognized request URL (${c.req.method}: ${c.req.path}). The sandbox's README lists what it covers.`;
  return invalidRequest(message, undefined, undefined, 404);
}
