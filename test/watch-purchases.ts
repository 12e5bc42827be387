import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { expect } from "vitest";
import { accessChanges, webhookEvents } from "../src/billing/tables.ts";
import type { PlanId } from "../src/contract/index.ts";
import { eventually } from "./eventually.ts";
import type { Student } from "./http-client.ts";
import type { Payment, Platform } from "./start-platform.ts";

export type Purchases = ReturnType<typeof watchPurchases>;

/** What tests of purchases do and look at, on one platform. */
export function watchPurchases(platform: Platform) {
  const expectAccess = (student: Student, expected: object) =>
    eventually(async () => expect(await platform.access(student)).toMatchObject(expected));

  const newestEvent = async (type: string): Promise<Stripe.Event> => {
    const events = await platform.stripe.events.list({ type, limit: 1 });
    const event = events.data[0];
    if (event === undefined) throw new Error(`no ${type} happened`);
    return event;
  };

  const changesOf = (student: Student) =>
    platform.database.db.select().from(accessChanges).where(eq(accessChanges.userId, student.id));

  const inboxRow = async (eventId: string) => {
    const [row] = await platform.database.db.select().from(webhookEvents).where(eq(webhookEvents.eventId, eventId));
    return row;
  };

  /** Buys with the webhooks held back, so that a test decides what arrives, and when. */
  const buySilently = async (planId: PlanId, how: Payment = {}) => {
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, planId, student);
    await platform.sandbox("POST", "/_sandbox/webhooks/drop", { all: true });
    await platform.pay(sessionId, how);
    return { student, sessionId };
  };

  /** Ends the trouble that a test has made. */
  const calm = async () => {
    await platform.sandbox("DELETE", "/_sandbox/faults");
    await platform.sandbox("POST", "/_sandbox/webhooks/drop", { times: 0 });
    await platform.sandbox("POST", "/_sandbox/webhooks/resume");
  };

  return { expectAccess, newestEvent, changesOf, inboxRow, buySilently, calm };
}
