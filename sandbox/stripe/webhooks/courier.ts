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
 * so what was unfinished goes on after a restart. Second half: duplicates, reordering and delays belong here.
 */
export class Courier {
  readonly #store: Store;
  readonly #options: CourierOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #flying = new Set<string>();
  readonly #waiters = new Set<() => void>();
  readonly #stopping = new AbortController();

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
    const attempt = await postEvent(endpoint.url, event, secret, this.#options.wallClock(), this.#stopping.signal);
    this.#flying.delete(id);
    // A delivery cut short by stopping was not made; it is made again at the next start. A reset forgets it.
    if (this.#stopping.signal.aborted || !this.#store.get("delivery", id)) return;
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
      this.#store.put("delivery", delivery.id, { ...delivery, state, next_at: Date.now() + (pause ?? 0) });
      const event = this.#store.get("event", delivery.event);
      if (delivered && event) {
        this.#store.put("event", event.id, { ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
      }
    });
    this.#wake();
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }
}
