/** What an account sets at Stripe under "Manage failed payments", and how long a renewal's invoice stays a draft. */
export interface ClockSettings {
  /** Days after the first failure on which a failed renewal is tried again. */
  retry_days: readonly number[];
  /** What becomes of the subscription after the last of them. */
  after_retries: "canceled" | "unpaid" | "past_due";
  invoice_delay_seconds: number;
}

export const USUAL_SETTINGS: ClockSettings = {
  retry_days: [3, 5, 7],
  after_retries: "canceled",
  invoice_delay_seconds: 3600,
};
