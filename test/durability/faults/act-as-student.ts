import { setTimeout as pause } from "node:timers/promises";
import type { Access, PlanId } from "../../../src/contract/index.ts";
import type { Answer, Client, Student } from "../../http-client.ts";
import type { Shop } from "../open-shop.ts";
import type { Pulse } from "../pulse.ts";
import type { Random } from "../random.ts";
import { waitUntil } from "../wait-until.ts";
import type { Tally } from "./tally.ts";

/** Longer than any outage here; an answer that does not come by then is a divergence. */
const PATIENCE = { seconds: 240, pauseMs: 500 };
const LONGEST_THOUGHT_MS = 1500;
const CANCELLATION = "/api/subscription/cancellation";

export type Actor = ReturnType<typeof actAsStudent>;
export type Stage = Readonly<{ shop: Shop; client: Client; pulse: Pulse; tally: Tally }>;

/** What a student does at the platform and on Stripe's page. Each act is tried until it is done. */
export function actAsStudent(student: Student, { shop, client, pulse, tally }: Stage, random: Random) {
  const insist = async (ask: () => Promise<Answer>): Promise<Answer> => {
    const answer = await waitUntil(() => askOnce(ask), { ...PATIENCE, isOver: pulse.isStopped });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer;
  };

  /** Now and then with a double click, which must not make two sessions. */
  const checkout = async (planId: PlanId, caller: "owner" | "guest" = "owner"): Promise<string> => {
    const json = { userId: student.id, planId };
    const as = caller === "owner" ? { as: student } : {};
    const click = () => insist(() => client.send("POST", "/api/create-checkout-session", { json, ...as }));
    const answers = await Promise.all(random.between(1, 4) === 1 ? [click(), click()] : [click()]);
    const ids = new Set(answers.map(({ json }) => (json as { sessionId: string }).sessionId));
    if (ids.size > 1) throw new Error(`a double click made two sessions: ${[...ids].join(", ")}`);
    for (const id of ids) tally.handedOut.add(id);
    return [...ids][0] ?? "";
  };

  const pay = async (sessionId: string, card?: string): Promise<void> => {
    const { status, text } = await shop.pay(sessionId, card);
    if (status !== 200) throw new Error(`${sessionId} could not be paid: ${text}`);
    tally.sessionsPaid += 1;
  };

  const payInVain = async (sessionId: string, card: string): Promise<void> => {
    const { status, text } = await shop.pay(sessionId, card);
    if (status !== 402) throw new Error(`a card that is declined was answered with ${status} ${text}`);
    tally.declined += 1;
  };

  /** Until access is granted, which a page of hers would show: now and then she looks at the success page. */
  const getAccess = async (sessionId: string, planId: PlanId): Promise<void> => {
    const began = performance.now();
    if (random.between(1, 2) === 1) {
      const path = `/api/checkout-sessions/${sessionId}/reconciliation`;
      await insist(() => client.send("POST", path, { as: student }));
    }
    const isGranted = async () => {
      const access = (await askOnce(() => client.send("GET", "/api/access", { as: student }))).json as Access;
      if (access.plan !== planId) throw new Error(`paid ${planId} and has ${JSON.stringify(access)}: ${sessionId}`);
    };
    await waitUntil(isGranted, { ...PATIENCE, isOver: pulse.isStopped });
    tally.waits.push(performance.now() - began);
  };

  const buy = async (planId: PlanId, how: { caller?: "owner" | "guest"; card?: string } = {}): Promise<string> => {
    const sessionId = await checkout(planId, how.caller);
    await think();
    await pay(sessionId, how.card);
    await getAccess(sessionId, planId);
    return sessionId;
  };

  const cancel = async (): Promise<void> => {
    await insist(() => client.send("PUT", CANCELLATION, { as: student }));
    tally.cancels += 1;
  };

  const resume = async (): Promise<void> => {
    const answer = await insist(() => client.send("DELETE", CANCELLATION, { as: student }));
    const { reason } = answer.json as Access;
    if (reason !== "subscription_active") throw new Error(`after resuming: ${answer.text}`);
    tally.resumes += 1;
  };

  const think = (leastMs = 0) => pause(random.between(leastMs, LONGEST_THOUGHT_MS));
  return { random, checkout, pay, payInVain, getAccess, buy, cancel, resume, think };
}

/** As a browser and its person do: what is the server's fault is worth another try. */
async function askOnce(ask: () => Promise<Answer>): Promise<Answer> {
  const answer = await ask();
  if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}
