import type { AccountsContext } from "../accounts/index.ts";
import { createRouter } from "../platform/http/index.ts";
import { accessRoutes } from "./access/routes.ts";
import type { PlanLoader } from "./checkout/load-plans.ts";
import { checkoutRoutes } from "./checkout/routes.ts";
import type { BillingContext } from "./context.ts";
import type { Inbox } from "./inbox.ts";
import { overviewRoutes } from "./overview/routes.ts";
import { subscriptionRoutes } from "./subscription/routes.ts";
import { webhookRoutes } from "./webhooks/routes.ts";

/** Every path of this room. */
export function billingRoutes(ctx: BillingContext & AccountsContext, inbox: Inbox, loadPlans: PlanLoader) {
  return createRouter()
    .route("/", checkoutRoutes(ctx, loadPlans))
    .route("/", webhookRoutes(ctx, inbox))
    .route("/", accessRoutes(ctx))
    .route("/", overviewRoutes(ctx))
    .route("/", subscriptionRoutes(ctx));
}
