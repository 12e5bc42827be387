import type Stripe from "stripe";
import type { DeliveryAttempt } from "../store/tables.ts";
import { signPayload } from "./sign-payload.ts";

const TIMEOUT_MS = 10_000;

/** One signed POST. Never throws: whatever went wrong is what the attempt reports. Redirects are not followed. */
export async function postEvent(
  url: string,
  event: Stripe.Event,
  secret: string,
  at: Date,
  stopping: AbortSignal,
): Promise<DeliveryAttempt> {
  const body = JSON.stringify(event, null, 2);
  const started = Date.now();
  const result = (status: number | null, error: string | null): DeliveryAttempt => {
    return { at: Math.floor(started / 1000), status, error, ms: Date.now() - started };
  };
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        "cache-control": "no-cache",
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signPayload(body, secret, Math.floor(at.getTime() / 1000)),
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      },
    });
    await answer.body?.cancel();
    return result(answer.status, null);
  } catch (error) {
    return result(null, explain(error));
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
