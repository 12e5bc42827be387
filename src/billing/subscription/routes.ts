import { createRoute } from "@hono/zod-openapi";
import { type AccountsContext, createSessionFinder, requireSession } from "../../accounts/index.ts";
import { Access, ErrorBody } from "../../contract/index.ts";
import { answer, createRouter, REFUSALS, SIGNED_IN } from "../../platform/http/index.ts";
import type { BillingContext } from "../context.ts";
import { limitBilling } from "../limits.ts";
import { setCancellation } from "./set-cancellation.ts";

const tags = ["Billing"];
const path = "/api/subscription/cancellation";
const refusals = {
  401: answer(ErrorBody, REFUSALS[401]),
  409: answer(ErrorBody, "There is no subscription that renews."),
  429: answer(ErrorBody, REFUSALS[429]),
};

const cancelRoute = createRoute({
  method: "put",
  path,
  tags,
  security: SIGNED_IN,
  summary: "Cancel the weekly subscription",
  description: "It ends with the week that is paid; access goes on until then.",
  responses: { 200: answer(Access, "The access that is left."), ...refusals },
});

const resumeRoute = createRoute({
  method: "delete",
  path,
  tags,
  security: SIGNED_IN,
  summary: "Resume a canceled weekly subscription",
  description: "As long as the paid week lasts: it then renews as before.",
  responses: { 200: answer(Access, "The access that follows."), ...refusals },
});

/** What a subscriber decides. */
export function subscriptionRoutes(ctx: BillingContext & AccountsContext) {
  const find = createSessionFinder(ctx);
  return createRouter()
    .openapi(cancelRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitBilling(ctx, c, "cancellation", `user:${user.id}`);
      return c.json(await setCancellation(ctx, user.id, true), 200);
    })
    .openapi(resumeRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitBilling(ctx, c, "cancellation", `user:${user.id}`);
      return c.json(await setCancellation(ctx, user.id, false), 200);
    });
}
