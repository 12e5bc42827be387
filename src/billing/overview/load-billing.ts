import type { Billing } from "../../contract/index.ts";
import { loadEntitlements } from "../access/load-access.ts";
import { EMPTY_SNAPSHOT } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import { loadOwnCustomers } from "../own-customers.ts";
import { describeBilling } from "./describe-billing.ts";

/** The user's billing from the last state fetched from Stripe. Stripe is not asked. */
export async function loadBilling(ctx: BillingContext, userId: string): Promise<Billing> {
  const [entitlements, own] = await Promise.all([loadEntitlements(ctx, userId), loadOwnCustomers(ctx.db, userId)]);
  return describeBilling(entitlements === "closed" ? EMPTY_SNAPSHOT : entitlements, own, ctx.clock().getTime());
}
