import type Stripe from "stripe";
import type { ClockSettings } from "../clock/clock-settings.ts";
import type { WebhookChaos } from "../webhooks/chaos-order.ts";

/** Everything the sandbox remembers, by table. Rows are never changed in place: a change puts a new row. */
export interface Tables {
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  product: Stripe.Product;
  price: Stripe.Price;
  "checkout.session": Stripe.Checkout.Session;
  payment_intent: Stripe.PaymentIntent;
  charge: Stripe.Charge;
  balance_transaction: Stripe.BalanceTransaction;
  payment_method: Stripe.PaymentMethod;
  subscription: Stripe.Subscription;
  invoice: Stripe.Invoice;
  refund: Stripe.Refund;
  coupon: Stripe.Coupon;
  promotion_code: Stripe.PromotionCode;
  discount: Stripe.Discount;
  dispute: Stripe.Dispute;
  event: Stripe.Event;
  webhook_endpoint: Stripe.WebhookEndpoint;
  endpoint_secret: { id: string; secret: string };
  session_details: SessionDetails;
  card: CardOnFile;
  delivery: Delivery;
  answer: StoredAnswer;
  switches: Switches;
  clock: VirtualClock;
  "test_helpers.test_clock": Stripe.TestHelpers.TestClock;
  test_clock_target: { id: string; frozen_time: number };
  bank_act: BankAct;
  webhook_chaos: WebhookChaos;
  "billing_portal.configuration": Stripe.BillingPortal.Configuration;
  "billing_portal.session": Stripe.BillingPortal.Session;
  portal_visit: PortalVisit;
}

export type TableName = keyof Tables;

/** What a Checkout Session knows that Stripe does not print on it. */
export interface SessionDetails {
  id: string;
  line_items: Stripe.LineItem[];
  subscription_metadata: Stripe.Metadata;
  subscription_description: string | null;
  intent_metadata: Stripe.Metadata;
  intent_description: string | null;
  setup_future_usage: "off_session" | "on_session" | null;
  /** Taken off this order; one that its customer has anyway names no Checkout Session. */
  discount: Stripe.Discount | null;
  /** Made by an attempt that has not succeeded yet, and used again by the next one. */
  customer: string | null;
  subscription: string | null;
  /** Waiting for the buyer at the bank's page (3-D Secure). */
  authenticating: { payment_method: string; email: string; name: string } | null;
}

/** The secret address of a portal session; its id is the token. */
export interface PortalVisit {
  id: string;
  session: string;
  /** Null until somebody comes. */
  used_at: number | null;
  /** Told once, on the next page. */
  message: string | null;
  /** A new card waiting for the customer at the bank's page (3-D Secure). */
  authenticating: string | null;
}

/** The number behind a payment method decides how it behaves, now and at each renewal. */
export interface CardOnFile {
  id: string;
  number: string;
  /** The buyer has passed the bank's question once, so a card that asks only then pays later without the buyer. */
  set_up?: boolean;
}

/** How far the sandbox's clock was moved, and how renewals are collected when that was changed. */
export interface VirtualClock {
  id: "clock";
  offset_seconds: number;
  settings: ClockSettings | null;
}

export interface DeliveryAttempt {
  at: number;
  status: number | null;
  error: string | null;
  ms: number;
}

export interface Delivery {
  id: string;
  event: string;
  endpoint: string;
  state: "pending" | "delivered" | "failed" | "dropped";
  attempts: DeliveryAttempt[];
  /** Wall-clock milliseconds. */
  next_at: number;
  /** Waits for a later delivery to overtake it, `next_at` at the latest. */
  held: boolean;
  /** What the delivered event claims, different from the event that the API lists. */
  envelope: { api_version?: string; livemode?: boolean };
}

/** What a bank will do by itself at a moment of the clock: a test clock's id, or empty for the sandbox's own. */
export interface BankAct {
  id: string;
  act: "answer_refund" | "complain" | "deadline" | "judge";
  at: number;
  clock: string;
  /** The charge, refund or dispute it is about. */
  object: string;
}

export interface StoredAnswer {
  id: string;
  fingerprint: string;
  path: string;
  status: number;
  body: unknown;
  request: string;
  created: number;
}

/** Operator switches that must survive a restart. */
export interface Switches {
  id: "switches";
  webhooks_paused: boolean;
  drop_events: number;
}
