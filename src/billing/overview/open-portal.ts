import { Refusal } from "../../platform/errors/index.ts";
import { loadEntitlements } from "../access/load-access.ts";
import type { BillingContext } from "../context.ts";
import { loadOwnCustomers } from "../own-customers.ts";

/**
 * A link into Stripe's portal for the user's own customer: the one who pays for the subscription, else the newest.
 * @throws Refusal 409 when Stripe knows no customer of the user's own.
 */
export async function openPortal(ctx: BillingContext, userId: string): Promise<string> {
  const [own, entitlements] = await Promise.all([loadOwnCustomers(ctx.db, userId), loadEntitlements(ctx, userId)]);
  const payers = entitlements === "closed" ? [] : entitlements.subscriptions.map(({ customerId }) => customerId);
  const customer = payers.findLast((each) => own.includes(each)) ?? own[0];
  if (customer === undefined) throw new Refusal(409, "Nothing was bought with this account yet");
  const session = await ctx.stripe.billingPortal.sessions.create({
    customer,
    return_url: `${ctx.config.publicUrl}/account/billing?from=portal`,
  });
  return session.url;
}
