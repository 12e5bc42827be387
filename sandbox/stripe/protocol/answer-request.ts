import { runDueWork } from "../checkout/run-due-work.ts";
import type { Fault } from "../controls/faults.ts";
import { Declined, type Endpoint } from "./endpoint.ts";
import { expandObjects } from "./expand-objects.ts";
import { findAnswer, fingerprint, keepAnswer, keyInUse } from "./idempotency.ts";
import { type Form, parseForm } from "./parse-form.ts";
import { contextOf, type Sandbox } from "./sandbox.ts";
import { invalidRequest, printFault, StripeFault } from "./stripe-fault.ts";
import { validateParams } from "./validate-params.ts";

export interface ApiRequest {
  id: string;
  path: string;
  /** `:id` of the path. */
  objectId: string;
  formText: string;
  idempotencyKey: string | undefined;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
  /** The id of the request first answered so, when this is a replay. */
  replayOf?: string;
  /** The connection is cut instead of answering. */
  cut?: true;
}

/** From an authenticated call to its answer: faults, idempotency, strict parameters, one transaction, expansion. */
export async function answerRequest(sandbox: Sandbox, endpoint: Endpoint, request: ApiRequest): Promise<ApiAnswer> {
  const fault = sandbox.faults.take(endpoint.method, request.path);
  const key = endpoint.method === "POST" ? request.idempotencyKey : undefined;
  if (key && sandbox.keysInUse.has(key)) throw keyInUse(key);
  if (key) sandbox.keysInUse.add(key);
  try {
    if (fault && fault.kind !== "delay_after_commit") await pause(fault.delayMs);
    if (fault?.kind === "reset") return { status: 0, body: null, cut: true };
    if (fault?.kind === "error") throw failAsPlanned(sandbox, request, key, fault);
    const answer = runOrReplay(sandbox, endpoint, request, key);
    // The answer is fixed now and arrives late: by then it may be out of date.
    if (fault?.kind === "delay_after_commit") await pause(fault.delayMs);
    if (fault?.kind === "reset_after_commit") return { ...answer, cut: true };
    if (fault?.kind === "error_after_commit") throw failAsPlanned(sandbox, request, key, fault);
    return answer;
  } finally {
    if (key) sandbox.keysInUse.delete(key);
  }
}

function runOrReplay(sandbox: Sandbox, endpoint: Endpoint, request: ApiRequest, key: string | undefined): ApiAnswer {
  const ctx = contextOf(sandbox, { id: request.id, idempotency_key: key ?? null });
  sandbox.store.transact(() => runDueWork(contextOf(sandbox)));
  const print = fingerprint(request.path, request.formText);
  const known = key ? findAnswer(ctx, key, request.path, print) : null;
  if (known) return { status: known.status, body: known.body, replayOf: known.request };

  const { expand, ...form } = parseForm(request.formText);
  const params = validateParams(endpoint.params, form);
  const paths = readExpand(expand);
  // What fails before this point is not remembered; from here on a retry with the same key hears the same answer.
  const keep = ({ status, body }: ApiAnswer) => {
    if (key) {
      const answer = { id: key, fingerprint: print, path: request.path, status, body, request: request.id };
      keepAnswer(ctx, { ...answer, created: ctx.now });
    }
    return { status, body };
  };
  try {
    return sandbox.store.transact(() => {
      const result = endpoint.run(ctx, params as never, request.objectId);
      if (result instanceof Declined) return keep({ status: 402, body: printFault(result.fault, request.id) });
      return keep({ status: 200, body: expandObjects(ctx.store, result, paths) });
    });
  } catch (error) {
    if (!(error instanceof StripeFault)) throw error;
    return sandbox.store.transact(() => keep({ status: error.status, body: printFault(error, request.id) }));
  }
}

function pause(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}

function readExpand(expand: Form[string]): readonly string[] {
  if (expand === undefined || expand === "") return [];
  const paths = Array.isArray(expand) ? expand : [expand];
  if (!paths.every((path): path is string => typeof path === "string")) throw invalidRequest("Invalid array", "expand");
  return paths;
}

function failAsPlanned(sandbox: Sandbox, request: ApiRequest, key: string | undefined, fault: Fault): StripeFault {
  const error = plannedError(fault);
  if (key && fault.remember) {
    const ctx = contextOf(sandbox);
    const print = fingerprint(request.path, request.formText);
    const answer = { id: key, fingerprint: print, path: request.path, request: request.id, created: ctx.now };
    sandbox.store.transact(() =>
      keepAnswer(ctx, { ...answer, status: error.status, body: printFault(error, request.id) }),
    );
  }
  return error;
}

function plannedError(fault: Fault): StripeFault {
  const rate = fault.status === 429;
  const message = rate
    ? "Too many requests; this fault was ordered at the sandbox."
    : "This fault was ordered at the sandbox.";
  return new StripeFault(fault.status, {
    type: rate || fault.status < 500 ? "invalid_request_error" : "api_error",
    code: rate ? "rate_limit" : undefined,
    message,
  });
}
