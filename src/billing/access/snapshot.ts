import type { PlanId } from "../../contract/index.ts";

/** Instants are milliseconds since 1970: the snapshot is kept as JSON and compared as it is. */
export type Instant = number;

/** What became of the money of one charge. Amounts are in the currency's smallest unit. */
export type ChargeState = Readonly<{
  chargeId: string;
  amount: number;
  amountRefunded: number;
  disputes: readonly Readonly<{ disputeId: string; status: DisputeStatus }>[];
}>;

/** Stripe's dispute statuses; the `warning_` ones are inquiries, which move no money. */
export type DisputeStatus =
  | "warning_needs_response"
  | "warning_under_review"
  | "warning_closed"
  | "needs_response"
  | "under_review"
  | "won"
  | "lost";

export type SubscriptionStatus =
  | "incomplete"
  | "incomplete_expired"
  | "trialing"
  | "active"
  | "past_due"
  | "canceled"
  | "unpaid"
  | "paused";

/** A subscription to one of our prices. */
export type SubscriptionState = Readonly<{
  subscriptionId: string;
  status: SubscriptionStatus;
  priceId: string;
  plan: PlanId;
  createdAt: Instant;
  currentPeriodStart: Instant;
  currentPeriodEnd: Instant;
  cancelAtPeriodEnd: boolean;
  endedAt: Instant | null;
  /** The charge that paid the latest invoice; null while it is unpaid, or when nothing was due. */
  latestCharge: ChargeState | null;
}>;

/** A payment-mode session of ours that was completed. */
export type PaymentState = Readonly<{
  sessionId: string;
  plan: PlanId;
  /** Stripe's payment_status: `no_payment_required` is a full discount. */
  status: "paid" | "unpaid" | "no_payment_required";
  completedAt: Instant;
  charge: ChargeState | null;
}>;

/** All that Stripe says of one user at one moment; the only input of the access decision besides time. */
export type Snapshot = Readonly<{
  subscriptions: readonly SubscriptionState[];
  payments: readonly PaymentState[];
}>;

export const EMPTY_SNAPSHOT: Snapshot = { subscriptions: [], payments: [] };
