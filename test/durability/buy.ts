import type { CheckoutProgress, PlanId } from "../../src/contract/index.ts";
import type { Answer, Client, Student } from "../http-client.ts";
import type { Shop } from "./open-shop.ts";
import type { Pulse } from "./pulse.ts";
import type { Random } from "./random.ts";
import { waitUntil } from "./wait-until.ts";

/** Longer than all the killing: a student whom several kills struck waits for one lease after the other. */
const PATIENCE = { seconds: 300, pauseMs: 600 };

export type Buyer = Readonly<{ student: Student; client: Client; shop: Shop; random: Random; pulse: Pulse }>;

/** What one student did: the plans paid for, in this order. */
export type Purchase = Readonly<{ student: Student; paid: readonly PlanId[] }>;

/** The ways in which people buy. */
export const STORIES = {
  "buys a week": async (buyer) => [await buy(buyer, "weekly")],
  "buys for life": async (buyer) => [await buy(buyer, "one-time")],
  "buys a week, then for life": async (buyer) => [await buy(buyer, "weekly"), await buy(buyer, "one-time")],
  "buys as a guest": async (buyer) => [await buy(buyer, buyer.random.pick(["weekly", "one-time"]), "guest")],
  "changes to lifetime and pays in the old tab": async (buyer) => {
    const old = await checkout(buyer, "weekly");
    const [fresh, late] = [await checkout(buyer, "one-time"), await buyer.shop.pay(old)];
    if (late.status !== 400) throw new Error(`the old tab could still be paid: ${late.text}`);
    await pay(buyer, fresh);
    return ["one-time"];
  },
  "leaves without paying": async (buyer) => {
    await checkout(buyer, buyer.random.pick(["weekly", "one-time"]));
    return [];
  },
} satisfies Record<string, (buyer: Buyer) => Promise<PlanId[]>>;

export type Story = keyof typeof STORIES;

export async function liveStory(buyer: Buyer, story: Story): Promise<Purchase> {
  try {
    return { student: buyer.student, paid: await STORIES[story](buyer) };
  } catch (error) {
    throw new Error(`${buyer.student.id}, who ${story}: ${String(error)}`, { cause: error });
  }
}

async function buy(buyer: Buyer, planId: PlanId, caller: "owner" | "guest" = "owner"): Promise<PlanId> {
  const doubleClick = buyer.random.between(1, 4) === 1;
  const [sessionId = "", second = sessionId] = await Promise.all([
    checkout(buyer, planId, caller),
    ...(doubleClick ? [checkout(buyer, planId, caller)] : []),
  ]);
  if (second !== sessionId) throw new Error(`a double click made two sessions: ${sessionId}, ${second}`);
  await pay(buyer, sessionId);
  return planId;
}

/** Pays, and often comes back to the success page, which must give access at once. */
async function pay(buyer: Buyer, sessionId: string): Promise<void> {
  const { status, text } = await buyer.shop.pay(sessionId);
  if (status !== 200) throw new Error(`the session that the server gave could not be paid: ${text}`);
  if (buyer.random.between(1, 3) === 1) return;
  const path = `/api/checkout-sessions/${sessionId}/reconciliation`;
  const answer = await insist(buyer, () => buyer.client.send("POST", path, { as: buyer.student }));
  const progress = answer.json as CheckoutProgress;
  if (progress.state !== "complete" || !progress.access.granted) throw new Error(`after paying: ${answer.text}`);
}

async function checkout(buyer: Buyer, planId: PlanId, caller: "owner" | "guest" = "owner"): Promise<string> {
  const json = { userId: buyer.student.id, planId };
  const as = caller === "owner" ? { as: buyer.student } : {};
  const answer = await insist(buyer, () => buyer.client.send("POST", "/api/create-checkout-session", { json, ...as }));
  return (answer.json as { sessionId: string }).sessionId;
}

/** As a browser and its person do: asks again when no answer comes, or one that says that the server is at fault. */
async function insist({ pulse }: Buyer, ask: () => Promise<Answer>): Promise<Answer> {
  const askOnce = async () => {
    const answer = await ask();
    if (answer.status >= 500) throw new Error(`${answer.status} ${answer.text}`);
    pulse.beat();
    return answer;
  };
  const answer = await waitUntil(askOnce, { ...PATIENCE, isOver: pulse.isStopped });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}
