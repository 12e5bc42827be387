import Stripe from "stripe";
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
  if (customer === undefined) throw new Refusal(409, "Stripe has no card or invoice of this account");
  const session = await createSession(ctx.stripe, {
    customer,
    return_url: `${ctx.config.publicUrl}/account/billing?from=portal`,
  });
  return session.url;
}

/** An account whose portal was set up by API alone has no default configuration: then it is named. */
async function createSession(
  stripe: Stripe,
  params: Stripe.BillingPortal.SessionCreateParams,
): Promise<Stripe.BillingPortal.Session> {
  try {
    return await stripe.billingPortal.sessions.create(params);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    const [known] = (await stripe.billingPortal.configurations.list({ active: true, limit: 1 })).data;
    if (known === undefined || known.is_default) throw error;
    return await stripe.billingPortal.sessions.create({ ...params, configuration: known.id });
  }
}
