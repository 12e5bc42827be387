import Stripe from "stripe";

const MOST_KEYS = 10;

/** True for an answer that Stripe kept under the idempotency key of an earlier call, and now repeats. */
export function isReplayed(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Stripe.errors.StripeError && error.headers?.["idempotent-replayed"] === "true";
}

/**
 * Asks Stripe under an idempotency key. Stripe keeps even a failure under its key and repeats it for a day: then the
 * next key is taken, which follows from that failure, so that whoever asks comes by the same keys.
 * Only for what does no harm when the call that failed was carried out all the same.
 */
export async function askUnderKey<T>(key: string, ask: (options: Stripe.RequestOptions) => Promise<T>): Promise<T> {
  let idempotencyKey = key;
  for (let keys = 1; ; keys += 1) {
    try {
      return await ask({ idempotencyKey });
    } catch (error) {
      const failed = isReplayed(error) ? error.headers?.["original-request"] : undefined;
      if (failed === undefined || keys === MOST_KEYS) throw error;
      idempotencyKey = `after ${failed}`;
    }
  }
}
