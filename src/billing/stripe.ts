import { setTimeout as pause } from "node:timers/promises";
import Stripe from "stripe";
import type { StripeConfig } from "../platform/config/index.ts";
import { watchCalls } from "./metrics.ts";

/** The version that every answer is in. stripe 14.25.0 is pinned because its types are those of this version. */
export const STRIPE_API_VERSION = "2023-10-16";

const CALL_TIMEOUT_MS = 10_000;
const LONGEST_PAUSE_MS = 4_000;

/** The only place that builds a Stripe client. With `apiBase` it speaks to a Stripe double on this machine. */
export function createStripe(config: Pick<StripeConfig, "secretKey" | "apiBase">): Stripe {
  const stripe = new Stripe(config.secretKey, {
    apiVersion: STRIPE_API_VERSION,
    maxNetworkRetries: 2,
    timeout: CALL_TIMEOUT_MS,
    telemetry: false,
    httpClient: retryRateLimited(Stripe.createNodeHttpClient()),
    ...(config.apiBase === undefined ? {} : addressOf(config.apiBase)),
  });
  watchCalls(stripe);
  return stripe;
}

function addressOf(origin: string): Stripe.StripeConfig {
  const { hostname, port, protocol } = new URL(origin);
  const http = protocol === "http:";
  return { host: hostname, port: port || (http ? 80 : 443), protocol: http ? "http" : "https" };
}

/** The SDK of this version retries 409, 5xx and lost connections, but no 429: that one is retried here. */
function retryRateLimited(client: Stripe.HttpClient, tries = 3): Stripe.HttpClient {
  const send = client.makeRequest.bind(client);
  client.makeRequest = async (...request) => {
    for (let tried = 1; ; tried++) {
      const response = await send(...request);
      if (response.getStatusCode() !== 429 || tried === tries) return response;
      const asked = Number(response.getHeaders()["retry-after"]) * 1000;
      await pause(Math.min(asked > 0 ? asked : 250 * 2 ** tried, LONGEST_PAUSE_MS));
    }
  };
  return client;
}
