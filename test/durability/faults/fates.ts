import type { Actor } from "./act-as-student.ts";
import type { StripeActor } from "./act-at-stripe.ts";
import type { Tally } from "./tally.ts";

const DECLINED = "4000000000000002";
const DISPUTED = "4000000000000259";
const INQUIRED = "4000000000001976";
const SLOW_REFUND = "4000000000007726";

export type Fate = (student: Actor, stripe: StripeActor, tally: Tally) => Promise<unknown>;

/** What becomes of a student, her card and her money. */
export const FATES = {
  "buys a week": (student) => student.buy("weekly"),
  "buys for life": (student) => student.buy("one-time"),
  "is given a week by a friend": (student) => student.buy("weekly", { caller: "guest" }),
  "is given it for life by a friend": (student) => student.buy("one-time", { caller: "guest" }),
  "buys a week, then for life": async (student) => {
    await student.buy("weekly");
    await student.think();
    await student.buy("one-time");
  },
  "pays for life, and so does a friend": (student, _, tally) => payTwice(student, tally, "one-time"),
  "pays for life, and so does a friend, whose refund is slow": (student, _, tally) =>
    payTwice(student, tally, "one-time", SLOW_REFUND),
  "pays for a week, and so does a friend": (student, _, tally) => payTwice(student, tally, "weekly"),
  "pays for life while a friend pays for a week": async (student, _, tally) => {
    const [life, week] = [await student.checkout("one-time"), await student.checkout("weekly", "guest")];
    await student.pay(life);
    // A week that was bought in the same second counts as bought before, and is left to run out.
    await student.think(1000);
    await student.pay(week);
    tally.doubleCharges += 1;
    await student.getAccess(life, "one-time");
  },
  "is declined, then pays": async (student) => {
    const plan = student.random.pick(["weekly", "one-time"] as const);
    const session = await student.checkout(plan);
    await student.payInVain(session, DECLINED);
    await student.think();
    await student.pay(session);
    await student.getAccess(session, plan);
  },
  "is declined and leaves": async (student) => {
    await student.payInVain(await student.checkout(student.random.pick(["weekly", "one-time"])), DECLINED);
  },
  "leaves without paying": (student) => student.checkout(student.random.pick(["weekly", "one-time"])),
  "changes her mind before paying": async (student) => {
    await student.checkout("weekly");
    await student.think();
    await student.buy("one-time");
  },
  "cancels her week": async (student) => {
    await student.buy("weekly");
    await student.think();
    await student.cancel();
  },
  "cancels and resumes": async (student) => {
    await student.buy("weekly");
    await student.cancel();
    await student.think();
    await student.resume();
  },
  "gets her week back": async (student, stripe) => {
    const session = await student.buy("weekly");
    await student.think();
    await stripe.refund(session);
  },
  "gets her lifetime payment back": async (student, stripe) => {
    const session = await student.buy("one-time");
    await student.think();
    await stripe.refund(session);
  },
  "gets half of it back": async (student, stripe) => {
    await stripe.refund(await student.buy("one-time"), "half");
  },
  "disputes her lifetime payment": async (student, stripe) => {
    const session = await student.buy("one-time");
    await student.think();
    const dispute = await stripe.dispute(session);
    await student.think();
    const verdict = student.random.pick(["won", "lost", null] as const);
    if (verdict !== null) await stripe.decide(dispute, verdict);
  },
  "disputes her week": async (student, stripe) => {
    const dispute = await stripe.dispute(await student.buy("weekly"));
    await student.think();
    if (student.random.between(1, 2) === 1) await stripe.decide(dispute, "won");
  },
  "pays with a card that is disputed at once": async (student, _, tally) => {
    await student.pay(await student.checkout(student.random.pick(["weekly", "one-time"])), DISPUTED);
    tally.disputes += 1;
  },
  "pays with a card whose bank inquires": async (student, _, tally) => {
    await student.buy("one-time", { card: INQUIRED });
    tally.disputes += 1;
  },
} satisfies Record<string, Fate>;

/** Both sessions are open before either is paid, as when two people act at the same time. */
async function payTwice(student: Actor, tally: Tally, planId: "weekly" | "one-time", card?: string): Promise<void> {
  const [own, friends] = [await student.checkout(planId), await student.checkout(planId, "guest")];
  await student.pay(own);
  await student.think();
  await student.pay(friends, card);
  tally.doubleCharges += 1;
  await student.getAccess(own, planId);
}
