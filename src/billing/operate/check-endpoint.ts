import type Stripe from "stripe";
import { STRIPE_API_VERSION } from "../stripe.ts";
import { HANDLED_TYPES } from "../webhooks/handled-types.ts";
import { findEndpoint, webhookUrlOf } from "./find-endpoint.ts";
import type { CheckedSettings, StripeCheck } from "./stripe-check.ts";

const SET_UP = "Run `npm run cli -- stripe:setup`.";

/** Whether Stripe sends us all that we handle. What it doesn't send is found by the jobs, minutes later. */
export async function checkEndpoint(stripe: Stripe, { publicUrl }: CheckedSettings): Promise<StripeCheck[]> {
  const endpoint = await findEndpoint(stripe, publicUrl);
  const check = "webhook endpoint";
  if (endpoint === null) return [{ check, state: "FAIL", found: `none for ${webhookUrlOf(publicUrl)}`, mend: SET_UP }];
  const enabled = endpoint.status === "enabled";
  return [
    {
      check,
      state: enabled ? "ok" : "FAIL",
      found: `${endpoint.id}, ${endpoint.status}`,
      mend: enabled ? "" : SET_UP,
    },
    checkEvents(endpoint),
    checkVersion(endpoint),
  ];
}

function checkEvents({ enabled_events }: Stripe.WebhookEndpoint): StripeCheck {
  const check = "webhook events";
  const sent = new Set(enabled_events);
  if (sent.has("*")) {
    return { check, state: "warn", found: "all that there are", mend: `${SET_UP} Most of them are of no use here.` };
  }
  const missing = HANDLED_TYPES.filter((type) => !sent.has(type));
  const extra = sent.size - (HANDLED_TYPES.length - missing.length);
  if (missing.length > 0) return { check, state: "FAIL", found: `without ${missing.join(", ")}`, mend: SET_UP };
  if (extra > 0) return { check, state: "warn", found: `${extra} more than we handle`, mend: SET_UP };
  return { check, state: "ok", found: `all ${sent.size}`, mend: "" };
}

/** Of an event only the ids are read, which other versions have as well. */
function checkVersion({ api_version }: Stripe.WebhookEndpoint): StripeCheck {
  const check = "webhook version";
  if (api_version === STRIPE_API_VERSION) return { check, state: "ok", found: api_version, mend: "" };
  const mend = `Ours is ${STRIPE_API_VERSION}. Delete the endpoint in the Dashboard, then ${SET_UP}`;
  return { check, state: "warn", found: api_version ?? "the account's default", mend };
}
