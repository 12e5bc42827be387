import { expireIncompleteSubscription } from "../payments/cancel-subscription.ts";
import type { Context } from "../protocol/context.ts";
import { expireSession } from "./expire-session.ts";

const INCOMPLETE_LIFE = 23 * 3600;

/**
 * What the clock alone brings about, done before each request and every second. Second half: renewals, dunning,
 * cancellation at period end and the disputes of the disputed card belong here.
 */
export function runDueWork(ctx: Context): void {
  for (const session of ctx.store.all("checkout.session")) {
    if (session.status === "open" && session.expires_at <= ctx.now) expireSession(ctx, session);
  }
  for (const subscription of ctx.store.all("subscription")) {
    const overdue = subscription.created + INCOMPLETE_LIFE <= ctx.now;
    if (subscription.status === "incomplete" && overdue) expireIncompleteSubscription(ctx, subscription);
  }
}
