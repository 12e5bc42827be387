import { z } from "zod";
import { Access } from "./access.ts";

/** An amount in the currency's smallest unit (cents for usd). */
export const Money = z
  .object({
    amount: z.int().meta({ description: "In the currency's smallest unit.", example: 1900 }),
    currency: z.string().length(3).meta({ example: "usd" }),
  })
  .meta({ id: "Money" });
export type Money = z.infer<typeof Money>;

/** `active` renews; `ending` stops with the paid week; `past_due` waits for a payment; `unpaid` gave up waiting. */
export const SubscriptionPhase = z.enum(["active", "ending", "past_due", "unpaid"]);
export type SubscriptionPhase = z.infer<typeof SubscriptionPhase>;

export const BillingSubscription = z
  .object({
    phase: SubscriptionPhase,
    renewal: Money.nullable().meta({ description: "What the next week costs, discounts taken off." }),
    periodEnd: z.iso.datetime().meta({ description: "When it renews, or ends." }),
    mayCancel: z.boolean(),
    mayResume: z.boolean(),
    due: Money.nullable().meta({ description: "What is open now; null when nothing is." }),
    nextAttempt: z.iso.datetime().nullable().meta({ description: "When the card is tried again." }),
    payUrl: z.url().nullable().meta({ description: "Stripe's page where the open invoice can be paid." }),
    graceEnd: z.iso.datetime().nullable().meta({ description: "When access ends unless it is paid." }),
  })
  .meta({ id: "BillingSubscription" });
export type BillingSubscription = z.infer<typeof BillingSubscription>;

export const Billing = z
  .object({
    access: Access,
    subscription: BillingSubscription.nullable(),
    lifetimeSince: z.iso.datetime().nullable(),
    paidByGuest: z.boolean().meta({ description: "Somebody else pays for the subscription that is shown." }),
    hasPortal: z.boolean().meta({ description: "Whether Stripe's portal knows this user: cards and invoices." }),
  })
  .meta({ id: "Billing" });
export type Billing = z.infer<typeof Billing>;

export const ReceiptStatus = z.enum([
  "paid",
  "open",
  "refunded",
  "partly_refunded",
  "disputed",
  "charged_back",
  "void",
]);

export const Receipt = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    what: z.enum(["week", "lifetime"]),
    total: Money,
    refunded: z.int().meta({ description: "How much of it was given back." }),
    status: ReceiptStatus,
    url: z.url().nullable().meta({ description: "The invoice or receipt on Stripe's page." }),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;

export const ReceiptList = z.object({ receipts: z.array(Receipt) }).meta({ id: "ReceiptList" });
export type ReceiptList = z.infer<typeof ReceiptList>;

export const PortalLink = z.object({ url: z.url() }).meta({ id: "PortalLink" });
export type PortalLink = z.infer<typeof PortalLink>;
