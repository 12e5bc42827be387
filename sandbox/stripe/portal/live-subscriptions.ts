import type Stripe from "stripe";
import { hasEnded } from "../api/update-subscription.ts";
import type { Store } from "../store/store.ts";

/** What the customer sees as a plan, newest first. One whose first payment never came is none. */
export function liveSubscriptions(store: Store, customer: string): Stripe.Subscription[] {
  const mine = store.all("subscription").filter((subscription) => subscription.customer === customer);
  return mine.filter((subscription) => !hasEnded(subscription) && subscription.status !== "incomplete").toReversed();
}
