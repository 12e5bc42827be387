/** `unknown`: nothing is wrong as far as can be seen, but the part that matters can't be seen yet. */
export type CheckState = "ok" | "unknown" | "warn" | "FAIL";

/** One thing that was looked at. `mend` says what to do; empty when nothing is to be done. */
export type StripeCheck = Readonly<{ check: string; state: CheckState; found: string; mend: string }>;

/** What the environment says; a text that is undefined is not set. */
export type CheckedSettings = Readonly<{
  livemode: boolean;
  publicUrl: string;
  /** A Stripe double on this machine: it may call this machine. */
  isDouble: boolean;
  webhookSecrets: string | undefined;
  weeklyPriceId: string | undefined;
  oneTimePriceId: string | undefined;
  retiredPriceIds: readonly string[];
}>;
