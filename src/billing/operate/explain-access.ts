import type { Access } from "../../contract/index.ts";
import { decideAccess } from "../access/decide-access.ts";
import { EMPTY_SNAPSHOT, type Entitlements, type Instant } from "../access/snapshot.ts";
import { explainComplimentary, explainPayment, explainSubscription } from "./explain-purchase.ts";

/** What one purchase or gift does for access, and why. `decides`: the one that the decision comes from. */
export type AccessLine = Readonly<{
  about: "payment" | "subscription" | "complimentary";
  id: string;
  access: Access;
  decides: boolean;
  why: string;
}>;

/** The decision and how it came about: a line for each purchase and each gift. */
export type AccessExplanation = Readonly<{ access: Access; lines: readonly AccessLine[] }>;

const NOTHING: Entitlements = { ...EMPTY_SNAPSHOT, complimentary: [] };

/**
 * Why access is what it is at the moment `now`. Pure. Each purchase is judged by itself, by the same function that
 * decides; of those that give access the one that lasts longest decides, else the most telling refusal.
 */
export function explainAccess(entitlements: Entitlements, now: Instant): AccessExplanation {
  const access = decideAccess(entitlements, now);
  const lines = judgeEach(entitlements, now);
  const decisive = lines.findIndex((line) => isSame(line.access, access));
  return { access, lines: lines.map((line, index) => ({ ...line, decides: index === decisive })) };
}

type Judged = Omit<AccessLine, "decides">;

function judgeEach({ payments, subscriptions, complimentary = [] }: Entitlements, now: Instant): Judged[] {
  return [
    ...payments.map((payment): Judged => {
      const access = decideAccess({ ...NOTHING, payments: [payment] }, now);
      return { about: "payment", id: payment.sessionId, access, why: explainPayment(payment, access) };
    }),
    ...subscriptions.map((subscription): Judged => {
      const access = decideAccess({ ...NOTHING, subscriptions: [subscription] }, now);
      const why = explainSubscription(subscription, access);
      return { about: "subscription", id: subscription.subscriptionId, access, why };
    }),
    ...complimentary.map((grant): Judged => {
      const access = decideAccess({ ...NOTHING, complimentary: [grant] }, now);
      return { about: "complimentary", id: grant.grantId, access, why: explainComplimentary(grant) };
    }),
  ];
}

function isSame(a: Access, b: Access): boolean {
  return a.granted === b.granted && a.plan === b.plan && a.until === b.until && a.reason === b.reason;
}
