import { randomInt } from "node:crypto";
import { drawRandom } from "../controls/draw-random.ts";
import type { Store } from "../store/store.ts";
import type { Delivery } from "../store/tables.ts";
import type { ChaosOrder, WebhookChaos } from "./chaos-order.ts";

/** What is to become of one event at one endpoint. */
export type PlannedDelivery = Pick<Delivery, "state" | "held" | "envelope"> & { endpoint: string; waitMs: number };

const LONGEST_HOLD_MS = 2000;
const COPY_WITHIN_MS = 200;

export function orderChaos(store: Store, order: ChaosOrder): WebhookChaos {
  const seed = order.seed ?? randomInt(2 ** 32);
  const chaos: WebhookChaos = { ...order, id: "webhook_chaos", seed, state: seed, second: null };
  store.put("webhook_chaos", chaos.id, chaos);
  return chaos;
}

export function readChaos(store: Store): WebhookChaos | null {
  return store.get("webhook_chaos", "webhook_chaos") ?? null;
}

export function endChaos(store: Store): void {
  if (readChaos(store)) store.remove("webhook_chaos", "webhook_chaos");
}

/** When the next event is to have happened, and how it reaches each endpoint. Uses up one of the ordered `times`. */
export function planEvent(
  store: Store,
  now: number,
  endpoints: readonly string[],
): { created: number; deliveries: PlannedDelivery[] } {
  const chaos = readChaos(store);
  if (!chaos) return { created: now, deliveries: endpoints.map(deliverAtOnce) };
  const created = chaos.same_second ? sharedSecond(chaos, now) : now;
  let { state } = chaos;
  const draw = () => {
    const drawn = drawRandom(state);
    state = drawn.next;
    return drawn.value;
  };
  const deliveries = endpoints.flatMap((endpoint) => planDeliveries(chaos, endpoint, draw));
  const times = chaos.times === null ? null : chaos.times - 1;
  if (times === 0) endChaos(store);
  else store.put("webhook_chaos", chaos.id, { ...chaos, state, times, second: created });
  return { created, deliveries };
}

function deliverAtOnce(endpoint: string): PlannedDelivery {
  return { endpoint, state: "pending", held: false, envelope: {}, waitMs: 0 };
}

function sharedSecond({ second }: WebhookChaos, now: number): number {
  return second !== null && now >= second && now - second < 60 ? second : now;
}

/** Always draws the same count of numbers, so that turning one trouble off leaves the others as they were. */
function planDeliveries(chaos: WebhookChaos, endpoint: string, draw: () => number): PlannedDelivery[] {
  const [drop, copy, copyWait, hold, holdWait, late, lateWait] = Array.from({ length: 7 }, draw) as Draws;
  const { api_version, livemode } = chaos;
  const envelope = { ...(api_version === null ? {} : { api_version }), ...(livemode ? { livemode } : {}) };
  const one = { ...deliverAtOnce(endpoint), envelope };
  if (drop < chaos.drop) return [{ ...one, state: "dropped" }];
  const held = hold < chaos.reorder;
  const delay = late < chaos.delay.probability ? Math.ceil(lateWait * chaos.delay.max_ms) : 0;
  const first = { ...one, held, waitMs: held ? Math.max(delay, Math.ceil(holdWait * LONGEST_HOLD_MS)) : delay };
  if (copy >= chaos.duplicate) return [first];
  return [first, { ...one, waitMs: delay + Math.ceil(copyWait * COPY_WITHIN_MS) }];
}

type Draws = [number, number, number, number, number, number, number];
