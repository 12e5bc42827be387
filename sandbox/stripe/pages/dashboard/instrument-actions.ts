import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import { advanceClock } from "../../clock/advance-clock.ts";
import { randomFaultParams } from "../../controls/faults.ts";
import { replaceState, SETUP } from "../../controls/replace-state.ts";
import { turnSwitches } from "../../controls/switches.ts";
import { contextOf, type Sandbox } from "../../protocol/sandbox.ts";
import { invalidRequest } from "../../protocol/stripe-fault.ts";
import { endChaos, orderChaos } from "../../webhooks/chaos.ts";
import { chaosParams } from "../../webhooks/chaos-order.ts";
import type { Answer } from "./deed.ts";
import { moment } from "./describe-row.ts";

const DAY = 24 * 3600;

/** Clock, webhooks, chaos, faults and reset: what concerns no single object. */
export function instrumentActions(sandbox: Sandbox, answer: Answer): Hono<{ Bindings: HttpBindings }> {
  const { store, courier, faults } = sandbox;
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.post("/clock", (c) =>
    answer(c, async ({ seconds, days, to }) => {
      const { now } = contextOf(sandbox);
      const target = to === undefined ? now + Math.round(Number(seconds ?? Number(days) * DAY)) : Number(to);
      if (!Number.isSafeInteger(target) || target <= now)
        throw invalidRequest("The clock goes forward only, by a number of days.");
      const move = await advanceClock(sandbox, target);
      return `It is ${moment(move.now)} now. On the way ${move.steps} things fell due.`;
    }),
  );

  app.post("/webhooks", (c) =>
    answer(c, ({ step }) => {
      const webhooks_paused = step === "pause";
      turnSwitches(store, { webhooks_paused });
      if (webhooks_paused) courier.holdAll();
      else courier.scheduleAll();
      return webhooks_paused ? "Webhooks wait." : "Webhooks go out.";
    }),
  );

  app.post("/chaos", (c) =>
    answer(c, (form) => {
      const { seed } = orderChaos(
        store,
        check(chaosParams, {
          duplicate: share(form.duplicate),
          reorder: share(form.reorder),
          drop: share(form.drop),
          delay: { probability: share(form.delay), max_ms: number(form.max_ms) ?? 1000 },
          same_second: form.same_second === "yes",
          livemode: form.livemode === "yes",
          api_version: form.api_version || null,
          seed: number(form.seed),
        }),
      );
      return `Chaos is on, seed ${seed}.`;
    }),
  );
  app.post("/chaos/off", (c) =>
    answer(c, () => {
      endChaos(store);
      return "Chaos is off.";
    }),
  );

  app.post("/faults", (c) =>
    answer(c, (form) => {
      const [probability, delayMs, seed] = [share(form.probability), number(form.delayMs), number(form.seed)];
      faults.randomize(check(randomFaultParams, { probability, delayMs, seed }));
      return `The API is in trouble from now on, seed ${faults.random()?.seed}.`;
    }),
  );
  app.post("/faults/off", (c) =>
    answer(c, () => {
      faults.clear();
      return "The API is well again.";
    }),
  );

  app.post("/reset", (c) =>
    answer(c, ({ setup }) => {
      const isAll = setup === "yes";
      replaceState(sandbox, [], isAll ? [] : SETUP);
      if (isAll) return "Everything is forgotten. Restart the apps that were set up against this Stripe.";
      return "Forgotten. Products, prices, webhook endpoints and portal settings are still here.";
    }),
  );

  return app;
}

function number(text: unknown): number | undefined {
  return text === undefined || text === "" ? undefined : Number(text);
}

/** From percent; nothing written stands for none. */
function share(text: unknown): number {
  return (number(text) ?? 0) / 100;
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(z.prettifyError(result.error));
}
