import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type AccountsContext, createSessionFinder, requireSession } from "../../accounts/index.ts";
import {
  CheckoutProgress,
  CheckoutSessionCreated,
  CheckoutSessionId,
  CheckoutSessionRequest,
  ErrorBody,
  PlanList,
} from "../../contract/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import {
  type AppEnv,
  answer,
  createRouter,
  limitBody,
  OPERATOR,
  REFUSALS,
  refusal,
  SIGNED_IN,
} from "../../platform/http/index.ts";
import type { BillingContext } from "../context.ts";
import { limitBilling } from "../limits.ts";
import { createCheckoutSession } from "./create-checkout-session.ts";
import { findCheckoutUrl } from "./find-checkout-url.ts";
import { identifyCaller } from "./identify-caller.ts";
import type { PlanLoader } from "./load-plans.ts";
import { parseCheckoutRequest } from "./parse-checkout-request.ts";
import { refreshCheckout } from "./refresh-checkout.ts";

const tags = ["Billing"];
const MAX_BODY_BYTES = 16 * 1024;
const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

const createSessionRoute = createRoute({
  method: "post",
  path: "/api/create-checkout-session",
  operationId: "createCheckoutSession",
  tags,
  security: [{}, ...SIGNED_IN, ...OPERATOR],
  summary: "Create a checkout session",
  description: "Creates a Stripe Checkout Session that sells access, or gives the one that is still open.",
  request: { body: { required: true, content: { "application/json": { schema: CheckoutSessionRequest } } } },
  responses: {
    200: answer(CheckoutSessionCreated, "The session. Send the buyer there."),
    400: refusal(ErrorBody, "Something is missing or wrong in the body. Checked in this order:", [
      "Request body must be a JSON object",
      "Missing userId or planId",
      "Unknown planId",
      "Invalid userId",
      "Unknown userId",
    ]),
    401: refusal(
      ErrorBody,
      "Sign-in is required by the operator (CHECKOUT_REQUIRE_SIGN_IN), or the API key is wrong.",
      ["Sign in to continue", "This API key is not valid"],
    ),
    403: refusal(ErrorBody, "Signed in as somebody else than `userId`.", ["userId does not match the signed-in user"]),
    405: refusal(ErrorBody, "Only POST; see the Allow header.", ["Method not allowed"]),
    409: refusal(ErrorBody, "Bought already. Nothing was created at Stripe.", [
      "You already have lifetime access",
      "You already have a weekly subscription",
    ]),
    413: refusal(ErrorBody, "The body is larger than 16 KiB.", ["The body is larger than 16 KiB"]),
    429: refusal(
      ErrorBody,
      "Over 120 requests a minute from one network address, or 60 for one user. Wait for the seconds in Retry-After.",
      ["Too many requests"],
    ),
    500: refusal(ErrorBody, "Stripe failed, or something unforeseen. Ask again: no second session comes of it.", [
      "An error occurred",
    ]),
  },
});

const refreshRoute = createRoute({
  method: "post",
  path: "/api/checkout-sessions/{sessionId}/reconciliation",
  tags,
  security: SIGNED_IN,
  summary: "What became of a checkout",
  description: "Fetches the state from Stripe, so that access does not wait for a webhook. For the owner only.",
  request: { params: z.object({ sessionId: CheckoutSessionId }) },
  responses: {
    200: answer(CheckoutProgress, "The state of the session, and the access that follows."),
    401: answer(ErrorBody, REFUSALS[401]),
    404: answer(ErrorBody, REFUSALS[404]),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const goRoute = createRoute({
  method: "get",
  path: "/subscription/checkout/{sessionId}",
  tags,
  summary: "To the payment page",
  description:
    "Redirects to Stripe's page for a session that was created here: the way on without any script of Stripe's.",
  request: { params: z.object({ sessionId: CheckoutSessionId }) },
  responses: {
    303: { description: "To Stripe; or back to the plans when the session can't be paid any more." },
    404: answer(ErrorBody, "No session that was created here."),
  },
});

const plansRoute = createRoute({
  method: "get",
  path: "/api/plans",
  tags,
  summary: "Both plans with their prices",
  responses: { 200: answer(PlanList, "Prices as Stripe has them.") },
});

/** Buying: the checkout contract, the way to Stripe's page, and the way back. */
export function checkoutRoutes(ctx: BillingContext & AccountsContext, loadPlans: PlanLoader) {
  const find = createSessionFinder(ctx);
  const router = createRouter();
  router.use(createSessionRoute.path, limitBody(MAX_BODY_BYTES));
  // Documented here, served below: the contract's own words for a bad body come before any schema's.
  router.openAPIRegistry.registerPath(createSessionRoute);
  return router
    .openapi(refreshRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitBilling(ctx, c, "refresh", `user:${user.id}`);
      return c.json(await refreshCheckout(ctx, user.id, c.req.valid("param").sessionId), 200);
    })
    .openapi(goRoute, async (c) => {
      const url = await findCheckoutUrl(ctx, c.req.valid("param").sessionId);
      c.header("Cache-Control", "no-store");
      return c.redirect(url ?? `${ctx.config.publicUrl}/subscription?expired=true`, 303);
    })
    .openapi(plansRoute, async (c) => c.json({ plans: await loadPlans() }, 200))
    .post(createSessionRoute.path, async (c: Context<AppEnv, string, TypedBody>) => {
      const type = c.req.header("content-type");
      if (type !== undefined && !JSON_TYPE.test(type)) throw new Refusal(400, "Request body must be a JSON object");
      const { userId, planId } = parseCheckoutRequest(await c.req.text());
      const caller = await identifyCaller(ctx, find, c, userId);
      await limitBilling(ctx, c, "checkout", `${caller === "owner" ? "user" : "guest-of"}:${userId}`);
      return c.json({ sessionId: await createCheckoutSession(ctx, { userId, planId, caller }) }, 200);
    });
}

/** Tells the typed client what to send; the handler reads the raw body itself. */
type TypedBody = { in: { json: CheckoutSessionRequest } };
