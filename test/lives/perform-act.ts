import Stripe from "stripe";
import type { Books } from "./books.ts";
import { type Act, CARDS, type Card, type Payer } from "./life.ts";
import type { World } from "./open-world.ts";

const HOUR = 3_600_000;

/** Does one act through the doors that people have: our API, Stripe's API, Stripe's pages, the bank. */
export async function performAct(world: World, act: Act): Promise<void> {
  switch (act.do) {
    case "buy": {
      const sessionId = await openCheckout(world, act.plan, act.as);
      if (sessionId !== null) await pay(world, sessionId, act.card);
      return;
    }
    case "open checkout":
      return void (await openCheckout(world, act.plan, act.as));
    case "pay all open checkouts": {
      const open = (await world.books())["checkout.session"].filter(({ status }) => status === "open");
      for (const { id } of open) await pay(world, id, act.card);
      return;
    }
    case "visit the success page": {
      const session = pickNewest((await world.books())["checkout.session"], act.which);
      if (session) await expectStatus(world, "POST", `/api/checkout-sessions/${session.id}/reconciliation`, [200]);
      return;
    }
    case "let time pass":
      return world.advance(act.hours * HOUR);
    case "cancel":
      return await expectStatus(world, "PUT", "/api/subscription/cancellation", [200, 409]);
    case "resume":
      return await expectStatus(world, "DELETE", "/api/subscription/cancellation", [200, 409]);
    case "run the jobs":
      await world.jobs.workOffInbox();
      await world.jobs.readMissedEvents();
      await world.jobs.idle();
      await world.jobs.sweepAccounts();
      return await world.jobs.workOffOutbox();
    default:
      return await unlessRefused(performAtStripe(world, act));
  }
}

type ActAtStripe = Extract<
  Act,
  {
    do:
      | "card goes bad"
      | "mend card and pay"
      | "set the end at Stripe"
      | "cancel at once at Stripe"
      | "refund"
      | "a refund fails"
      | "dispute"
      | "the bank moves a dispute"
      | "delete the customer at Stripe";
  }
>;

async function performAtStripe(world: World, act: ActAtStripe): Promise<unknown> {
  const { stripe } = world;
  const books = await world.books();
  switch (act.do) {
    case "card goes bad":
      for (const subscription of running(books)) await changeCard(stripe, subscription, "pm_card_chargeCustomerFail");
      return;
    case "mend card and pay":
      for (const subscription of running(books)) await changeCard(stripe, subscription, "pm_card_visa");
      for (const { id } of books.invoice.filter(isCollected(books))) await stripe.invoices.pay(id);
      return;
    case "set the end at Stripe":
      for (const { id } of running(books)) await stripe.subscriptions.update(id, { cancel_at_period_end: act.ends });
      return;
    case "cancel at once at Stripe":
      for (const { id } of running(books)) await stripe.subscriptions.cancel(id);
      return;
    case "refund": {
      const charge = pickNewest(chargesFor(books, act.plan), act.which);
      const part = act.part ? { amount: 500 } : {};
      return charge && (await stripe.refunds.create({ charge: charge.id, ...part }));
    }
    case "a refund fails": {
      const refund = pickNewest(
        books.refund.filter(({ status }) => status === "succeeded"),
        act.which,
      );
      const failure = { status: "failed", failure_reason: "lost_or_stolen_card" };
      return refund && (await world.control("POST", `/refunds/${refund.id}`, failure));
    }
    case "dispute": {
      const charge = pickNewest(chargesFor(books, act.plan), act.which);
      return charge && (await world.control("POST", `/charges/${charge.id}/dispute`, { inquiry: act.inquiry }));
    }
    case "the bank moves a dispute": {
      const dispute = pickNewest(books.dispute, act.which);
      return dispute && (await world.control("POST", `/disputes/${dispute.id}`, { status: act.to }));
    }
    case "delete the customer at Stripe": {
      const customer = pickNewest(
        books.customer.filter((each) => each.deleted !== true),
        act.which,
      );
      return customer && (await stripe.customers.del(customer.id));
    }
  }
}

/** The session; null when there is nothing to buy. */
async function openCheckout(world: World, planId: string, as: Payer): Promise<string | null> {
  const json = { userId: world.user().id, planId };
  const { status, text } = await world.send("POST", "/api/create-checkout-session", { json, guest: as === "guest" });
  if (status === 409) return null;
  if (status !== 200) throw new Error(`checkout answered ${status} ${text}`);
  return (JSON.parse(text) as { sessionId: string }).sessionId;
}

/** Refused where the session was closed or its customer deleted: then nothing was paid. */
async function pay(world: World, sessionId: string, card: Card): Promise<void> {
  const answer = await world.control("POST", `/checkout-sessions/${sessionId}/complete`, { card: CARDS[card] });
  if (answer.status >= 500) throw new Error(`paying answered ${answer.status} ${await answer.text()}`);
}

async function changeCard(stripe: Stripe, { id, customer }: Stripe.Subscription, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer: String(customer) });
  await stripe.subscriptions.update(id, { default_payment_method: method.id });
}

async function expectStatus(world: World, method: string, path: string, wanted: readonly number[]): Promise<void> {
  const { status, text } = await world.send(method, path);
  if (!wanted.includes(status)) throw new Error(`${method} ${path} answered ${status} ${text}`);
}

/** What Stripe refuses was not possible at that moment of the life: then it did not happen. */
async function unlessRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const refused = error instanceof Stripe.errors.StripeInvalidRequestError;
    if (!refused && !(error instanceof Stripe.errors.StripeCardError)) throw error;
  }
}

function running({ subscription }: Books): readonly Stripe.Subscription[] {
  return subscription.filter(({ status }) => ["active", "past_due", "unpaid"].includes(status));
}

/** Open, and of a subscription that runs. */
function isCollected(books: Books) {
  const ids = running(books).map(({ id }) => id);
  return ({ status, subscription }: Stripe.Invoice) => status === "open" && ids.includes(String(subscription));
}

function chargesFor({ charge }: Books, plan: "weekly" | "one-time"): readonly Stripe.Charge[] {
  return charge.filter(({ paid, invoice }) => paid && (invoice !== null) === (plan === "weekly"));
}

function pickNewest<T>(oldestFirst: readonly T[], which: number): T | undefined {
  return oldestFirst.toReversed()[which % Math.max(1, oldestFirst.length)];
}
