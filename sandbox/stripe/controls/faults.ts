import { z } from "zod";

export const faultParams = z.strictObject({
  method: z.enum(["GET", "POST", "DELETE"]).optional(),
  /** A prefix of the path. */
  path: z.string().startsWith("/").optional(),
  kind: z.enum(["error", "error_after_commit", "reset", "reset_after_commit", "delay", "delay_after_commit"]),
  status: z.int().min(400).max(599).default(500),
  delayMs: z.int().min(0).max(120_000).default(0),
  /** The failure is kept under the idempotency key and replayed, as Stripe keeps its own; otherwise a retry is heard anew. */
  remember: z.boolean().default(false),
  times: z.int().min(1).default(1),
});

export type Fault = z.output<typeof faultParams>;

/** Trouble ordered for the next calls of the API. Not kept on disk: a restart is a fresh network. */
export class Faults {
  #planned: Fault[] = [];

  plan(fault: Fault): void {
    this.#planned.push({ ...fault });
  }

  list(): readonly Fault[] {
    return this.#planned;
  }

  clear(): void {
    this.#planned = [];
  }

  /** The first planned fault that fits this call, used up by one. */
  take(method: string, path: string): Fault | null {
    const fault = this.#planned.find((planned) => {
      return (planned.method ?? method) === method && path.startsWith(planned.path ?? "/");
    });
    if (!fault) return null;
    fault.times -= 1;
    if (fault.times === 0) this.#planned = this.#planned.filter((planned) => planned !== fault);
    return fault;
  }
}
