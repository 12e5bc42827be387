import type { PlanId } from "../../contract/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import { decideAccess, isLive } from "../access/decide-access.ts";
import type { Snapshot } from "../access/snapshot.ts";
import type { BillingContext } from "../context.ts";
import { priceOf } from "../plans.ts";
import { type Lease, releaseLease, waitForLease } from "../reconcile/lease.ts";
import { reconcileUnderLease } from "../reconcile/reconcile-user.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import { expireSession } from "./expire-session.ts";
import { CustomerGone, openAtStripe } from "./open-at-stripe.ts";
import {
  confirmSession,
  insertOnlySession,
  insertSession,
  keyIsAlive,
  loadUnpaidSessions,
  type SessionOrder,
  type SessionRow,
} from "./session-rows.ts";

/** `owner`: the signed-in user or an operator. `guest`: anybody; never sees or touches what is the owner's. */
export type Caller = "owner" | "guest";

export type CheckoutInput = Readonly<{ userId: string; planId: PlanId; caller: Caller }>;

/**
 * Gives the id of a Checkout Session that sells `planId` to `userId`: the open one if there is one, else a new one.
 * One at a time for each user, so that a double click or a retry can't make a second session.
 * @throws Refusal 400 for an unknown user, 409 for what is bought already.
 */
export async function createCheckoutSession(ctx: BillingContext, input: CheckoutInput): Promise<string> {
  const lease = await waitForLease(ctx.db, input.userId);
  if (lease === null) throw new Refusal(400, "Unknown userId");
  try {
    if (lease.closed) throw new Refusal(400, "Unknown userId");
    const row = (await startFirstCheckout(ctx, lease, input)) ?? (await settleCheckouts(ctx, lease, input));
    if (row.stripeSessionId !== null) {
      await releaseLease(ctx.db, lease);
      return row.stripeSessionId;
    }
    return await open(ctx, lease, input, row);
  } catch (error) {
    await releaseLease(ctx.db, lease);
    throw error;
  }
}

/** Gives the lease back with the session's confirmation. A customer that is gone is replaced, once. */
async function open(
  ctx: BillingContext,
  lease: Lease,
  input: CheckoutInput,
  row: SessionRow,
  mayReplace = true,
): Promise<string> {
  try {
    const session = await openAtStripe(ctx, row);
    await confirmSession(ctx.db, lease, row, session);
    return session.id;
  } catch (error) {
    if (!(error instanceof CustomerGone) || !mayReplace) throw error;
    return await open(ctx, lease, input, await insertSession(ctx, await orderOf(ctx, input)), false);
  }
}

/** The usual case: nothing is open and no event waits, so that Stripe has nothing to tell. Null otherwise. */
async function startFirstCheckout(ctx: BillingContext, lease: Lease, input: CheckoutInput): Promise<SessionRow | null> {
  if (lease.wanted !== lease.done) return null;
  refuseWhatIsBought(lease.snapshot, input.planId, ctx.clock());
  return await insertOnlySession(ctx, await orderOf(ctx, input));
}

/** With sessions open or events waiting, only Stripe knows what was paid: ask, then reuse what fits and expire the rest. */
async function settleCheckouts(ctx: BillingContext, lease: Lease, input: CheckoutInput): Promise<SessionRow> {
  const { snapshot } = await reconcileUnderLease(ctx, lease, "checkout");
  refuseWhatIsBought(snapshot, input.planId, ctx.clock());
  const unpaid = await loadUnpaidSessions(ctx.db, lease.userId);
  const reusable = unpaid.find((row) => isReusable(ctx, row, input));
  for (const row of unpaid) if (row !== reusable && mayExpire(row, input)) await expireSession(ctx, row);
  return reusable ?? (await insertSession(ctx, await orderOf(ctx, input)));
}

function refuseWhatIsBought(snapshot: Snapshot, planId: PlanId, now: Date): void {
  const access = decideAccess(snapshot, now.getTime());
  if (access.granted && access.plan === "one-time") throw new Refusal(409, "You already have lifetime access");
  if (planId === "weekly" && snapshot.subscriptions.some(isLive)) {
    throw new Refusal(409, "You already have a weekly subscription");
  }
}

function isReusable(ctx: BillingContext, row: SessionRow, input: CheckoutInput): boolean {
  const price = priceOf(input.planId, ctx.config.stripe);
  const same = row.planId === input.planId && row.caller === input.caller && row.priceId === price;
  return same && (row.state === "open" || keyIsAlive(row, ctx.clock()));
}

/** The owner's checkout closes all others; a stranger's must not disturb the owner's. */
function mayExpire(row: SessionRow, { caller }: CheckoutInput): boolean {
  return caller === "owner" || row.caller === "guest";
}

async function orderOf(ctx: BillingContext, { userId, planId, caller }: CheckoutInput): Promise<SessionOrder> {
  const customerId = caller === "owner" ? await ensureCustomer(ctx, userId) : null;
  return { userId, planId, caller, customerId, priceId: priceOf(planId, ctx.config.stripe) };
}
