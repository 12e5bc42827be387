import { count, eq } from "drizzle-orm";
import { findUser } from "../../accounts/index.ts";
import { askUnderKey } from "../ask-under-key.ts";
import type { BillingContext } from "../context.ts";
import { loadOwnCustomers } from "../own-customers.ts";
import { billingCustomers } from "../tables.ts";

/** The Stripe customer of a user; made when there is none, or none that still exists. Never found by e-mail. */
export async function ensureCustomer(ctx: BillingContext, userId: string): Promise<string> {
  const [newest] = await loadOwnCustomers(ctx.db, userId);
  return newest ?? (await makeCustomer(ctx, userId));
}

async function makeCustomer(ctx: BillingContext, userId: string): Promise<string> {
  const user = await findUser(ctx.db, userId);
  const [had] = await ctx.db
    .select({ count: count() })
    .from(billingCustomers)
    .where(eq(billingCustomers.userId, userId));
  const params = { metadata: { userId }, ...(user === null ? {} : { email: user.email }) };
  // The e-mail is part of the key: Stripe refuses a key that comes again with other parameters.
  const key = `customer:${userId}:${had?.count ?? 0}:${user?.email ?? ""}`;
  const customer = await askUnderKey(key, (options) => ctx.stripe.customers.create(params, options));
  await ctx.db
    .insert(billingCustomers)
    .values({ customerId: customer.id, userId, createdAt: ctx.clock() })
    .onConflictDoNothing();
  return customer.id;
}
