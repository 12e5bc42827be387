import type Stripe from "stripe";

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
  dispute: Stripe.Dispute;
  event: Stripe.Event;
  webhook_endpoint: Stripe.WebhookEndpoint;
  endpoint_secret: { id: string; secret: string };
  session_details: SessionDetails;
  card: CardOnFile;
  delivery: Delivery;
  answer: StoredAnswer;
  switches: Switches;
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
  /** Made by an attempt that has not succeeded yet, and used again by the next one. */
  customer: string | null;
  subscription: string | null;
  /** Waiting for the buyer at the bank's page (3-D Secure). */
  authenticating: { payment_method: string; email: string; name: string } | null;
}

/** The number behind a payment method decides how it behaves, now and at each renewal. */
export interface CardOnFile {
  id: string;
  number: string;
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
