import { and, eq, isNotNull } from "drizzle-orm";
import type Stripe from "stripe";
import { expect } from "vitest";
import { sessions } from "../src/accounts/tables.ts";
import { billingOutbox, webhookEvents } from "../src/billing/tables.ts";
import type { Access, PlanId } from "../src/contract/index.ts";
import { eventually } from "./eventually.ts";
import type { Student } from "./http-client.ts";
import type { Payment, Platform } from "./start-platform.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

export type Life = ReturnType<typeof liveALife>;

/** What a subscriber, her bank, time and the operator do to one platform, and what is to be seen of it. */
export function liveALife(platform: Platform) {
  const { stripe, database } = platform;

  /** Resolves when every webhook has been delivered and everything that followed is done. */
  const settle = () =>
    eventually(async () => {
      expect(await pendingDeliveries(platform)).toBe(0);
      await platform.jobs.idle();
      await platform.jobs.workOffInbox();
      await platform.jobs.workOffOutbox();
      expect(await unfinished()).toEqual({ events: 0, tasks: 0 });
      expect(await pendingDeliveries(platform)).toBe(0);
    });

  const unfinished = async () => ({
    events: await database.db.$count(
      webhookEvents,
      and(isNotNull(webhookEvents.dueAt), eq(webhookEvents.outcome, "pending")),
    ),
    tasks: await database.db.$count(billingOutbox, eq(billingOutbox.state, "due")),
  });

  /** Time passes for the platform and for Stripe. Students visit now and then, so that nobody is signed out. */
  const advance = async (ms: number) => {
    platform.time.advance(ms);
    await database.db.update(sessions).set({ expiresAt: new Date(platform.time.now().getTime() + DAY) });
  };

  const advanceTo = (at: number) => advance(at - platform.time.now().getTime());

  /** Time passes, and all that it brings about happens. */
  const pass = async (ms: number) => {
    await advance(ms);
    await settle();
  };

  const buy = async (student: Student, planId: PlanId, how?: Payment & { as?: "guest" }) => {
    const sessionId = await platform.checkout(student.id, planId, how?.as === "guest" ? undefined : student);
    const { as: _, ...payment } = how ?? {};
    expect((await platform.pay(sessionId, payment)).status).toBe(200);
    await settle();
    return sessionId;
  };

  const buyer = async (planId: PlanId, how?: Payment & { as?: "guest" }) => {
    const student = await platform.signUp();
    const sessionId = await buy(student, planId, how);
    return { student, sessionId };
  };

  const expectAccess = async (student: Student, expected: Partial<Access>) =>
    expect(await platform.access(student)).toMatchObject(expected);

  /** The charge of a lifetime payment. */
  const chargeOf = async (sessionId: string): Promise<Stripe.Charge> => {
    const expand = ["payment_intent.latest_charge"];
    const { payment_intent } = await stripe.checkout.sessions.retrieve(sessionId, { expand });
    return (payment_intent as Stripe.PaymentIntent).latest_charge as Stripe.Charge;
  };

  const subscriptionOf = async (sessionId: string): Promise<Stripe.Subscription> => {
    const { subscription } = await stripe.checkout.sessions.retrieve(sessionId, { expand: ["subscription"] });
    return subscription as Stripe.Subscription;
  };

  /** Newest first. */
  const invoicesOf = async (sessionId: string): Promise<Stripe.Invoice[]> => {
    const subscription = (await subscriptionOf(sessionId)).id;
    return (await stripe.invoices.list({ subscription, limit: 100, expand: ["data.charge"] })).data;
  };

  /** The charge of the newest week that was paid. */
  const weekOf = async (sessionId: string): Promise<Stripe.Charge> => {
    const charges = (await invoicesOf(sessionId)).map(({ charge }) => charge as Stripe.Charge | null);
    const paid = charges.find((charge) => charge?.paid);
    if (!paid) throw new Error("no week was paid");
    return paid;
  };

  const refund = async (charge: Stripe.Charge, amount?: number) => {
    const made = await stripe.refunds.create({ charge: charge.id, ...(amount === undefined ? {} : { amount }) });
    await settle();
    return made;
  };

  const control = async (path: string, json: unknown) => {
    const answer = await platform.sandbox("POST", `/_sandbox${path}`, json);
    expect(answer.status, await answer.clone().text()).toBe(200);
    return await answer.json();
  };

  const dispute = async (charge: Stripe.Charge, how: { inquiry?: boolean } = {}): Promise<Stripe.Dispute> => {
    const opened = (await control(`/charges/${charge.id}/dispute`, how)) as Stripe.Dispute;
    await settle();
    return opened;
  };

  const decideDispute = async (opened: Stripe.Dispute, status: Stripe.Dispute.Status) => {
    await control(`/disputes/${opened.id}`, { status });
    await settle();
  };

  /** A card for all that comes, as in Stripe's portal. */
  const changeCard = async (sessionId: string, token: string) => {
    const { customer, id } = await subscriptionOf(sessionId);
    const method = await stripe.paymentMethods.attach(token, { customer: String(customer) });
    await stripe.customers.update(String(customer), { invoice_settings: { default_payment_method: method.id } });
    await stripe.subscriptions.update(id, { default_payment_method: method.id });
    await settle();
  };

  const cancel = (student: Student) => platform.send("PUT", "/api/subscription/cancellation", { as: student });
  const resume = (student: Student) => platform.send("DELETE", "/api/subscription/cancellation", { as: student });

  /** Subjects of the mails that a student got, oldest first. */
  const mailsTo = async (student: Student): Promise<string[]> => {
    const rows = await database.db.select().from(billingOutbox).where(eq(billingOutbox.userId, student.id));
    const sent = rows.filter(({ task, state }) => task.type === "mail" && state === "done");
    const inOrder = sent.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1));
    return inOrder.flatMap(({ task }) => (task.type === "mail" ? task.notice.kind : []));
  };

  const doing = {
    settle,
    advance,
    advanceTo,
    pass,
    buy,
    buyer,
    refund,
    control,
    dispute,
    decideDispute,
    changeCard,
    cancel,
    resume,
  };
  return { ...doing, expectAccess, chargeOf, subscriptionOf, invoicesOf, weekOf, mailsTo };
}

async function pendingDeliveries(platform: Platform): Promise<number> {
  const answer = await platform.sandbox("GET", "/_sandbox/deliveries");
  return ((await answer.json()) as { pending: number }).pending;
}
