import type Stripe from "stripe";
import { findTestCard, type TestCard } from "../payments/test-cards.ts";
import type { Context } from "../protocol/context.ts";

/** How the card behind a charge behaves. */
export function cardOfCharge(ctx: Context, charge: Stripe.Charge): TestCard {
  return findTestCard(ctx.store.get("card", String(charge.payment_method))?.number ?? "");
}
