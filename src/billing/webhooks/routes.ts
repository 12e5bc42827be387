import { createRoute, z } from "@hono/zod-openapi";
import { ErrorBody } from "../../contract/index.ts";
import { answer, createRouter, limitBody } from "../../platform/http/index.ts";
import type { BillingContext } from "../context.ts";
import type { InboxWorker } from "./inbox-worker.ts";
import { receiveWebhook } from "./receive-webhook.ts";
import type { EventStore } from "./store-events.ts";

const MAX_BODY_BYTES = 1024 * 1024;

const webhookRoute = createRoute({
  method: "post",
  path: "/api/webhooks/stripe",
  operationId: "receiveStripeWebhook",
  tags: ["Billing"],
  summary: "Stripe's webhook",
  description:
    "Stripe calls this. The raw body must carry a valid `Stripe-Signature`, at most 300 s from now. 200 means that the event is durable; what it says is fetched again from Stripe before anything follows from it.",
  request: {
    headers: z.object({ "stripe-signature": z.string().meta({ example: "t=1700000000,v1=5257a8..." }) }),
    body: {
      required: true,
      content: {
        "application/json": { schema: z.looseObject({ id: z.string(), type: z.string() }).meta({ id: "StripeEvent" }) },
      },
    },
  },
  responses: {
    200: answer(
      z.object({
        received: z.literal(true),
        outcome: z.enum(["pending", "ignored", "duplicate"]).meta({
          description:
            "`pending`: stored, being worked on. `ignored`: of no consequence here. `duplicate`: seen before.",
        }),
      }),
      "Durable.",
    ),
    400: answer(ErrorBody, "The signature is missing, wrong, too old or in the future."),
    413: answer(ErrorBody, "The body is larger than 1 MiB."),
    500: answer(ErrorBody, "Not stored. Stripe sends it again."),
  },
});

/** The way in for Stripe's events. */
export function webhookRoutes(ctx: BillingContext, inbox: { store: EventStore; worker: InboxWorker }) {
  const router = createRouter();
  router.use(webhookRoute.path, limitBody(MAX_BODY_BYTES));
  // Documented here, served below: the bytes must reach the signature check as they came.
  router.openAPIRegistry.registerPath(webhookRoute);
  return router.post(webhookRoute.path, async (c) => {
    const input = { body: await c.req.text(), signature: c.req.header("stripe-signature") };
    return c.json({ received: true as const, outcome: await receiveWebhook(ctx, inbox, input) }, 200);
  });
}
