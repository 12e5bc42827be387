import { randomInt } from "node:crypto";
import { z } from "zod";
import { drawRandom } from "./draw-random.ts";

const calls = {
  method: z.enum(["GET", "POST", "DELETE"]).optional(),
  /** A prefix of the path. */
  path: z.string().startsWith("/").optional(),
  status: z.int().min(400).max(599).default(500),
  /** The failure is kept under the idempotency key and replayed, as Stripe keeps its own; otherwise a retry is heard anew. */
  remember: z.boolean().default(false),
};
const delayMs = z.int().min(0).max(120_000);
const kind = z.enum(["error", "error_after_commit", "reset", "reset_after_commit", "delay", "delay_after_commit"]);

export const faultParams = z.strictObject({
  ...calls,
  kind,
  delayMs: delayMs.default(0),
  times: z.int().min(1).default(1),
});

/** Standing trouble: each matching call meets it with `probability`, in one of `kinds`. */
export const randomFaultParams = z.strictObject({
  ...calls,
  probability: z.number().min(0).max(1),
  kinds: z.array(kind).min(1).default(["error", "error_after_commit", "reset", "reset_after_commit", "delay"]),
  /** The longest pause of a delay; each is drawn. The other kinds come at once. */
  delayMs: delayMs.default(1000),
  seed: z.int().min(0).max(0xffffffff).optional(),
});

export type PlannedFault = z.output<typeof faultParams>;
export type Fault = Omit<PlannedFault, "times">;
export type RandomFaults = z.output<typeof randomFaultParams> & { seed: number };

/** Trouble ordered for the calls of the API. Not kept on disk: a restart is a fresh network. */
export class Faults {
  #planned: PlannedFault[] = [];
  #random: RandomFaults | null = null;
  #drawn = 0;
  readonly #met: Partial<Record<Fault["kind"], number>> = {};

  plan(fault: PlannedFault): void {
    this.#planned.push({ ...fault });
  }

  /** Takes the place of the random trouble that stood before. */
  randomize(order: z.output<typeof randomFaultParams>): void {
    const seed = order.seed ?? randomInt(2 ** 32);
    this.#random = { ...order, seed };
    this.#drawn = seed;
  }

  list(): readonly PlannedFault[] {
    return this.#planned;
  }

  random(): RandomFaults | null {
    return this.#random;
  }

  /** How many calls met trouble since the start, by its kind. */
  met(): Readonly<Partial<Record<Fault["kind"], number>>> {
    return this.#met;
  }

  clear(): void {
    this.#planned = [];
    this.#random = null;
  }

  /** The first planned fault that fits this call, used up by one; without any, what chance brings. */
  take(method: string, path: string): Fault | null {
    const fault = this.#find(method, path);
    if (fault) this.#met[fault.kind] = (this.#met[fault.kind] ?? 0) + 1;
    return fault;
  }

  #find(method: string, path: string): Fault | null {
    const fault = this.#planned.find((planned) => fits(planned, method, path));
    if (!fault) return this.#draw(method, path);
    fault.times -= 1;
    if (fault.times === 0) this.#planned = this.#planned.filter((planned) => planned !== fault);
    return fault;
  }

  /** Three numbers for each call that could meet trouble, whether it does or not, so that a seed can be run again. */
  #draw(method: string, path: string): Fault | null {
    const order = this.#random;
    if (!order || !fits(order, method, path)) return null;
    const [strikes, which, wait] = [this.#next(), this.#next(), this.#next()];
    const kind = order.kinds[Math.floor(which * order.kinds.length)];
    if (strikes >= order.probability || !kind) return null;
    const pause = kind.startsWith("delay") ? Math.ceil(wait * order.delayMs) : 0;
    return { kind, status: order.status, remember: order.remember, delayMs: pause };
  }

  #next(): number {
    const { value, next } = drawRandom(this.#drawn);
    this.#drawn = next;
    return value;
  }
}

function fits(order: { method?: string | undefined; path?: string | undefined }, method: string, path: string) {
  return (order.method ?? method) === method && path.startsWith(order.path ?? "/");
}
