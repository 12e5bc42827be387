import type Stripe from "stripe";
import type { Shop } from "../open-shop.ts";
import { waitUntil } from "../wait-until.ts";
import type { Tally } from "./tally.ts";

const PATIENCE = { seconds: 120, pauseMs: 200 };

export type StripeActor = ReturnType<typeof actAtStripe>;

/** What the operator does in Stripe's Dashboard, and the bank behind it. Stripe's troubles are theirs, too. */
export function actAtStripe({ shop, tally }: { shop: Shop; tally: Tally }) {
  const chargeOf = async (sessionId: string): Promise<Stripe.Charge> => {
    const expand = ["payment_intent.latest_charge", "subscription.latest_invoice.charge"];
    const session = await waitUntil(() => shop.stripe.checkout.sessions.retrieve(sessionId, { expand }), PATIENCE);
    const { latest_invoice } = (session.subscription ?? {}) as { latest_invoice?: Stripe.Invoice };
    const intent = session.payment_intent as Stripe.PaymentIntent | null;
    const charge = latest_invoice?.charge ?? intent?.latest_charge;
    if (typeof charge !== "object" || charge === null) throw new Error(`${sessionId} was paid and has no charge`);
    return charge;
  };

  /** All of it, or half. */
  const refund = async (sessionId: string, part: "all" | "half" = "all"): Promise<void> => {
    const { id, amount } = await chargeOf(sessionId);
    const wanted = part === "all" ? amount : Math.floor(amount / 2);
    const isGivenBack = async () => (await shop.stripe.charges.retrieve(id)).amount_refunded >= wanted;
    await waitUntil(async () => {
      // What the answer was lost of is done all the same: looked at first, since a second half would be refunded, too.
      if (!(await isGivenBack())) await shop.stripe.refunds.create({ charge: id, amount: wanted });
    }, PATIENCE);
    tally.refunds += 1;
  };

  const dispute = async (sessionId: string, how: { inquiry?: boolean } = {}): Promise<Stripe.Dispute> => {
    const { id } = await chargeOf(sessionId);
    tally.disputes += 1;
    return (await control(`/charges/${id}/dispute`, how)) as Stripe.Dispute;
  };

  const decide = ({ id }: Stripe.Dispute, status: Stripe.Dispute.Status) => control(`/disputes/${id}`, { status });

  const control = async (path: string, json: unknown): Promise<unknown> => {
    const answer = await shop.control(path, json);
    if (!answer.ok) throw new Error(`the local Stripe refused ${path}: ${await answer.text()}`);
    return answer.json();
  };

  return { refund, dispute, decide };
}
