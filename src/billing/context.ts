import type Stripe from "stripe";
import type { PlatformContext } from "../platform/context.ts";

export type BillingLimits = Readonly<
  Partial<Record<"checkout" | "refresh" | "cancellation", Readonly<{ perAddress: number; perUser: number }>>>
>;

/** What the verbs of this room are given. `limits` replaces the usual rate limits (benchmarks and tests do). */
export type BillingContext = PlatformContext & Readonly<{ stripe: Stripe; limits?: BillingLimits | undefined }>;
