import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

type Given = Partial<Stripe.WebhookEndpoint> & Pick<Stripe.WebhookEndpoint, "url" | "enabled_events">;

export function buildWebhookEndpoint(now: number, given: Given): Stripe.WebhookEndpoint {
  return {
    id: makeId("we"),
    object: "webhook_endpoint",
    api_version: null,
    application: null,
    created: now,
    description: null,
    livemode: false,
    metadata: {},
    status: "enabled",
    ...given,
  } satisfies Stripe.WebhookEndpoint;
}
