import type { Shop } from "../open-shop.ts";
import type { Random } from "../random.ts";

const API_FAULTS = { probability: 0.2, delayMs: 1500 };
const KINDS = ["error", "error_after_commit", "reset", "reset_after_commit", "delay", "delay_after_commit"];
const WEBHOOK_CHAOS = { duplicate: 0.2, reorder: 0.2, delay: { probability: 0.3, max_ms: 3000 }, drop: 0.05 };

/** Webhooks are duplicated, reordered, delayed and dropped from now on. */
export async function troubleWebhooks(shop: Shop, random: Random): Promise<void> {
  await order(shop, "/webhooks/chaos", { ...WEBHOOK_CHAOS, seed: random.between(0, 2 ** 31) });
}

/**
 * A fifth of the API calls fails or is slow from now on.
 * @param remember failures are kept under their idempotency keys and told again, as Stripe does with a call that it had
 * begun to work on
 */
export async function troubleApi(shop: Shop, random: Random, remember: boolean): Promise<void> {
  const status = random.pick([500, 502, 503]);
  await order(shop, "/faults", { ...API_FAULTS, kinds: KINDS, status, remember, seed: random.between(0, 2 ** 31) });
}

export async function endTrouble(shop: Shop): Promise<void> {
  await order(shop, "/faults", undefined, "DELETE");
  await order(shop, "/webhooks/chaos", undefined, "DELETE");
}

async function order(shop: Shop, path: string, json: unknown, method: "POST" | "DELETE" = "POST"): Promise<void> {
  const answer = await shop.control(path, json, method);
  if (!answer.ok) throw new Error(`the local Stripe refused ${path}: ${await answer.text()}`);
}
