import type { AccessReason, Money, PlanId } from "../../contract/index.ts";
import type { Payer } from "../access/snapshot.ts";

/** What has to be put right at Stripe. `why` is told to the operator, and to the customer where a mail follows. */
export type Correction =
  | Readonly<{ kind: "cancel_subscription"; subscriptionId: string; why: CancelReason }>
  | Readonly<{ kind: "end_subscription"; subscriptionId: string; why: "lifetime_bought" | "disputed" }>
  | Readonly<{ kind: "refund_charge"; chargeId: string; why: "duplicate" }>
  | Readonly<{ kind: "void_invoice"; invoiceId: string; why: "subscription_ended" }>;

/** Our comment on a cancellation that gives a week back: tells later that the week was paid. */
export const REFUNDED_WEEK = "refunded week";

export type CancelReason = "duplicate" | "lifetime_bought" | "week_refunded" | "disputed" | "unpaid";

/** What a customer is told by mail. Instants are ISO text. */
export type Notice =
  | Readonly<{
      kind: "purchase";
      by: Payer;
      plan: PlanId;
      total: Money | null;
      renewal: Money | null;
      periodEnd: string | null;
      /** For lifetime bought beside a weekly subscription: when that one ends. */
      weeklyEnds: string | null;
    }>
  | Readonly<{
      kind: "renewal_failed";
      due: Money;
      accessUntil: string;
      nextAttempt: string | null;
    }>
  | Readonly<{ kind: "payment_recovered"; periodEnd: string }>
  | Readonly<{ kind: "canceled"; accessUntil: string }>
  | Readonly<{ kind: "resumed"; renewal: Money; periodEnd: string }>
  | Readonly<{ kind: "access_ended"; plan: PlanId | null; reason: AccessReason }>
  | Readonly<{
      kind: "refund";
      by: Payer;
      refunded: Money;
      full: boolean;
      plan: PlanId;
      because: "duplicate" | "other";
      /** What it paid for ends with it; an earlier week has ended long ago, and its subscription goes on. */
      ends: boolean;
    }>
  | Readonly<{ kind: "refund_failed"; total: Money }>
  | Readonly<{ kind: "dispute_opened"; by: Payer; total: Money; inquiry: boolean; stopsRenewal: boolean }>
  | Readonly<{ kind: "dispute_closed"; by: Payer; total: Money; outcome: "won" | "lost" | "inquiry_closed" }>;

export type OutboxTask =
  | Readonly<{ type: "correction"; correction: Correction }>
  | Readonly<{ type: "mail"; notice: Notice }>;
