import { createRoute } from "@hono/zod-openapi";
import { type AccountsContext, createSessionFinder, requireSession } from "../../accounts/index.ts";
import { Billing, ErrorBody, PortalLink, ReceiptList } from "../../contract/index.ts";
import { answer, createRouter, REFUSALS, SIGNED_IN } from "../../platform/http/index.ts";
import type { BillingContext } from "../context.ts";
import { limitBilling } from "../limits.ts";
import { reconcileUser } from "../reconcile/reconcile-user.ts";
import { listReceipts } from "./list-receipts.ts";
import { loadBilling } from "./load-billing.ts";
import { openPortal } from "./open-portal.ts";

const tags = ["Billing"];
const refusals = { 401: answer(ErrorBody, REFUSALS[401]), 429: answer(ErrorBody, REFUSALS[429]) };

const billingRoute = createRoute({
  method: "get",
  path: "/api/billing",
  tags,
  security: SIGNED_IN,
  summary: "Plan, renewal and what is due",
  description: "From the last state fetched from Stripe.",
  responses: { 200: answer(Billing, "The user's billing."), 401: answer(ErrorBody, REFUSALS[401]) },
});

const reconcileRoute = createRoute({
  method: "post",
  path: "/api/billing/reconciliation",
  tags,
  security: SIGNED_IN,
  summary: "The same, fetched from Stripe anew",
  description: "For the way back from Stripe's portal: what was changed there shows without waiting for a webhook.",
  responses: { 200: answer(Billing, "The user's billing at this moment."), ...refusals },
});

const receiptsRoute = createRoute({
  method: "get",
  path: "/api/billing/receipts",
  tags,
  security: SIGNED_IN,
  summary: "Invoices and receipts",
  description: "Fetched from Stripe, newest first.",
  responses: { 200: answer(ReceiptList, "What was paid, given back, or is open."), ...refusals },
});

const portalRoute = createRoute({
  method: "post",
  path: "/api/billing/portal",
  tags,
  security: SIGNED_IN,
  summary: "A way into Stripe's customer portal",
  description: "For cards and invoices. The link is for this user alone and for a short time.",
  responses: {
    200: answer(PortalLink, "Send the browser there."),
    ...refusals,
    409: answer(ErrorBody, "Stripe knows no customer of this user."),
  },
});

/** What a customer sees of her billing. */
export function overviewRoutes(ctx: BillingContext & AccountsContext) {
  const find = createSessionFinder(ctx);
  return createRouter()
    .openapi(billingRoute, async (c) => {
      const { user } = await requireSession(find, c);
      return c.json(await loadBilling(ctx, user.id), 200);
    })
    .openapi(reconcileRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitBilling(ctx, c, "refresh", `user:${user.id}`);
      await reconcileUser(ctx, user.id, "billing_page");
      return c.json(await loadBilling(ctx, user.id), 200);
    })
    .openapi(receiptsRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitBilling(ctx, c, "refresh", `user:${user.id}`);
      return c.json({ receipts: await listReceipts(ctx, user.id) }, 200);
    })
    .openapi(portalRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitBilling(ctx, c, "refresh", `user:${user.id}`);
      return c.json({ url: await openPortal(ctx, user.id) }, 200);
    });
}
