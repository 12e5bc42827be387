import { createRoute } from "@hono/zod-openapi";
import { type AccountsContext, createSessionFinder, requireSession } from "../../accounts/index.ts";
import { Access, ErrorBody } from "../../contract/index.ts";
import { answer, createRouter, REFUSALS, SIGNED_IN } from "../../platform/http/index.ts";
import { loadAccess } from "./load-access.ts";

const accessRoute = createRoute({
  method: "get",
  path: "/api/access",
  operationId: "getAccess",
  tags: ["Billing"],
  security: SIGNED_IN,
  summary: "The signed-in user's access",
  description: "Decided at this moment from the last state fetched from Stripe.",
  responses: { 200: answer(Access, "Whether access is granted, and why."), 401: answer(ErrorBody, REFUSALS[401]) },
});

/** What one has. */
export function accessRoutes(ctx: AccountsContext) {
  const find = createSessionFinder(ctx);
  return createRouter().openapi(accessRoute, async (c) => {
    const { user } = await requireSession(find, c);
    return c.json(await loadAccess(ctx, user.id), 200);
  });
}
