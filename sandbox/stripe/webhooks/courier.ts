import type { Store } from "../store/store.ts";
import type { Delivery, DeliveryAttempt } from "../store/tables.ts";
import { postEvent } from "./post-event.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const RETRY_DELAYS_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, HOUR, HOUR];

export interface CourierOptions {
  retryDelaysMs: readonly number[];
  /** Signatures carry real time even when the sandbox's clock is moved, as with Stripe's test clocks. */
  wallClock: () => Date;
  log: (line: string) => void;
}

/**
 * Brings each queued delivery to its endpoint and tries again with growing pauses. The queue is the `delivery` table,
 * so what was unfinished goes on after a restart. What chaos does to a delivery was decided when it was queued.
 */
export class Courier {
  readonly #store: Store;
  readonly #options: CourierOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #flying = new Set<string>();
  readonly #held = new Set<string>();
  /** Event and endpoint of everything delivered, read off the store when first needed. */
  #told: Set<string> | null = null;
  readonly #waiters = new Set<() => void>();
  readonly #stopping = new AbortController();
  /** Counts how often the state was replaced: what was sent before says nothing about the deliveries after. */
  #generation = 0;

  constructor(store: Store, options: CourierOptions) {
    this.#store = store;
    this.#options = options;
  }

  start(): void {
    this.#store.onCommit((writes) => {
      for (const [table, id, row] of writes) if (table === "delivery" && row) this.#schedule(id);
    });
    this.scheduleAll();
  }

  scheduleAll(): void {
    for (const delivery of this.#store.all("delivery")) this.#schedule(delivery.id);
  }

  /** Queued deliveries wait while paused; the ones under way are finished. */
  holdAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#held.clear();
  }

  /** For a reset or a restore: a delivery under way arrives, but its outcome is not recorded. */
  forgetAll(): void {
    this.holdAll();
    this.#flying.clear();
    this.#told = null;
    this.#generation += 1;
    this.#wake();
  }

  stop(): void {
    this.#stopping.abort();
    this.holdAll();
    this.#wake();
  }

  /** Resolves once every endpoint has answered the event for the first time, or failed to, or the time is over. */
  async waitForFirstAnswers(event: string, atMostMs: number): Promise<void> {
    const deadline = Date.now() + atMostMs;
    while (this.#isUnanswered(event) && Date.now() < deadline && !this.#stopping.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, deadline - Date.now());
        const waiters = this.#waiters;
        function done() {
          clearTimeout(timer);
          waiters.delete(done);
          resolve();
        }
        waiters.add(done);
      });
    }
  }

  #isUnanswered(event: string): boolean {
    if (this.#isPaused()) return false;
    const mine = this.#store.all("delivery").filter((delivery) => delivery.event === event);
    return mine.some((delivery) => delivery.state === "pending" && delivery.attempts.length === 0);
  }

  #isPaused(): boolean {
    return this.#store.get("switches", "switches")?.webhooks_paused ?? false;
  }

  #schedule(id: string): void {
    const delivery = this.#store.get("delivery", id);
    if (delivery?.state !== "pending" || this.#isPaused() || this.#stopping.signal.aborted) return;
    if (this.#timers.has(id) || this.#flying.has(id)) return;
    if (delivery.held) this.#held.add(id);
    const timer = setTimeout(
      () => {
        this.#timers.delete(id);
        void this.#attempt(id);
      },
      Math.max(0, delivery.next_at - Date.now()),
    );
    timer.unref();
    this.#timers.set(id, timer);
  }

  async #attempt(id: string): Promise<void> {
    const delivery = this.#store.get("delivery", id);
    const event = delivery && this.#store.get("event", delivery.event);
    const endpoint = delivery && this.#store.get("webhook_endpoint", delivery.endpoint);
    const secret = delivery && this.#store.get("endpoint_secret", delivery.endpoint)?.secret;
    if (!event || !endpoint || !secret || endpoint.status !== "enabled") {
      if (delivery) this.#store.put("delivery", id, { ...delivery, state: "failed" });
      this.#wake();
      return;
    }
    this.#flying.add(id);
    const generation = this.#generation;
    this.#held.delete(id);
    const told = { ...event, ...delivery.envelope };
    const attempt = await postEvent(endpoint.url, told, secret, this.#options.wallClock(), this.#stopping.signal);
    if (generation !== this.#generation) return;
    this.#flying.delete(id);
    // A delivery cut short by stopping was not made; it is made again at the next start.
    if (this.#stopping.signal.aborted) return;
    this.#record(
      { ...delivery, attempts: [...delivery.attempts, attempt] },
      attempt,
      `${event.type} -> ${endpoint.url}`,
    );
  }

  #record(delivery: Delivery, attempt: DeliveryAttempt, what: string): void {
    const delivered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
    const pause = this.#options.retryDelaysMs[delivery.attempts.length - 1];
    this.#options.log(`webhook ${what}: ${attempt.status ?? attempt.error}`);
    this.#store.transact(() => {
      const state = delivered ? "delivered" : pause === undefined ? "failed" : "pending";
      if (delivered && this.#isNews(delivery)) this.#countDown(delivery.event);
      const next_at = Date.now() + (pause ?? 0);
      this.#store.put("delivery", delivery.id, { ...delivery, state, held: false, next_at });
    });
    if (!delivery.held) this.#releaseHeld(delivery.endpoint);
    this.#wake();
  }

  /** Whether the endpoint hears of the event for the first time: duplicates and what is sent by hand may come before. */
  #isNews({ event, endpoint }: Delivery): boolean {
    this.#told ??= this.#readTold();
    const known = this.#told.has(`${event} ${endpoint}`);
    this.#told.add(`${event} ${endpoint}`);
    return !known;
  }

  #readTold(): Set<string> {
    const delivered = this.#store.all("delivery").filter(({ state }) => state === "delivered");
    return new Set(delivered.map(({ event, endpoint }) => `${event} ${endpoint}`));
  }

  #countDown(id: string): void {
    const event = this.#store.get("event", id);
    if (!event) return;
    this.#store.put("event", id, { ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
  }

  /** Something has overtaken what was held back for this endpoint, so it may go. */
  #releaseHeld(endpoint: string): void {
    for (const id of [...this.#held]) {
      const delivery = this.#store.get("delivery", id);
      if (delivery && delivery.endpoint !== endpoint) continue;
      this.#held.delete(id);
      clearTimeout(this.#timers.get(id));
      this.#timers.delete(id);
      if (delivery) this.#store.put("delivery", id, { ...delivery, held: false, next_at: Date.now() });
    }
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }
}
