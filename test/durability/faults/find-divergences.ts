import type Stripe from "stripe";
import { decideAccess, isLive } from "../../../src/billing/access/decide-access.ts";
import { decideCorrections } from "../../../src/billing/access/decide-corrections.ts";
import { moneyLost } from "../../../src/billing/access/money.ts";
import { isHandled } from "../../../src/billing/webhooks/handled-types.ts";
import type { Access } from "../../../src/contract/index.ts";
import type { Database } from "../../../src/platform/db/index.ts";
import type { Client, Student } from "../../http-client.ts";
import type { Books } from "../open-shop.ts";
import { createTruthReader } from "./read-truth.ts";
import type { Tally } from "./tally.ts";

type Input = Readonly<{
  database: Database;
  client: Client;
  books: Books;
  students: readonly Student[];
  tally: Tally;
}>;

/** Where the platform and the local Stripe do not agree once all is calm, in words. */
export async function findDivergences(input: Input): Promise<string[]> {
  const { database, books, tally } = input;
  return [
    ...(await checkAccess(input)),
    ...checkMoney(input),
    ...checkRefunds(books),
    ...checkDoubles(books, tally),
    ...checkCustomers(books),
    ...(await checkEvents(database, books)),
    ...checkSessions(await findUnknownSessions(database, books), tally.handedOut),
    ...(await checkOutbox(database)),
  ];
}

/** Access by the API is what follows from the truth. */
async function checkAccess({ client, books, students }: Input): Promise<string[]> {
  const readTruth = createTruthReader(books);
  const wrong: string[] = [];
  for (const student of students) {
    const { status, json } = await client.send("GET", "/api/access", { as: student });
    const given = status === 200 ? describeAccess(json as Access) : `status ${status}`;
    const due = describeAccess(decideAccess(readTruth(student.id), Date.now()));
    if (given !== due) wrong.push(`${student.id} has access "${given}", and Stripe says "${due}"`);
  }
  return wrong;
}

function describeAccess({ granted, plan, until, reason }: Access): string {
  return `${granted ? "granted" : "refused"} ${plan} until ${until}: ${reason}`;
}

/** Nobody pays twice for the same, and nothing else is left to be put right. */
function checkMoney({ books, students }: Input): string[] {
  const readTruth = createTruthReader(books);
  return students.flatMap(({ id }) => {
    const truth = readTruth(id);
    const lifetimes = truth.payments.filter(({ status, charge }) => status === "paid" && moneyLost(charge) === null);
    const live = truth.subscriptions.filter(isLive);
    return [
      ...(lifetimes.length > 1 ? [`${id} has ${lifetimes.length} lifetime payments that stand`] : []),
      ...(live.length > 1 ? [`${id} has ${live.length} subscriptions that bill`] : []),
      ...decideCorrections(truth, Date.now()).map((each) => `${id} waits for ${JSON.stringify(each)}`),
    ];
  });
}

/** Our own refunds: one for each charge, never more than was paid, and only of what was one payment too many. */
function checkRefunds({ objects }: Books): string[] {
  const ours = Map.groupBy(objects.refund.filter(isOurs), ({ charge }) => charge);
  return objects.charge.flatMap((charge) => {
    const { id, amount, amount_refunded } = charge;
    const refunds = objects.refund.filter((refund) => refund.charge === id && refund.status !== "failed");
    const sum = refunds.reduce((total, refund) => total + refund.amount, 0);
    const own = ours.get(id) ?? [];
    const others = objects.charge.filter((other) => other.paid && ownerOf(other) === ownerOf(charge));
    return [
      ...(sum > amount ? [`${id} took ${amount} and gave ${sum} back`] : []),
      ...(sum !== amount_refunded ? [`${id} says that ${amount_refunded} went back, its refunds say ${sum}`] : []),
      ...(own.length > 1 ? [`${id} was refunded ${own.length} times`] : []),
      ...(own.length > 0 && others.length < 2 ? [`${id} was refunded, though ${ownerOf(charge)} paid only once`] : []),
    ];
  });

  function ownerOf(charge: Stripe.Charge): string | undefined {
    const invoice = objects.invoice.find(({ id }) => id === charge.invoice);
    const subscription = objects.subscription.find(({ id }) => id === invoice?.subscription);
    return subscription?.metadata.userId ?? charge.metadata.userId;
  }
}

/** As many as paid twice, and no more: which of the two goes back is the platform's to decide. */
function checkDoubles(books: Books, { doubleCharges }: Tally): string[] {
  const refunded = findOurRefunds(books).size;
  return refunded === doubleCharges ? [] : [`${doubleCharges} paid twice, and ${refunded} of their charges went back`];
}

/** The charges that we gave back. */
export function findOurRefunds({ objects }: Books): ReadonlySet<Stripe.Refund["charge"]> {
  return new Set(objects.refund.filter(isOurs).map(({ charge }) => charge));
}

function isOurs({ metadata }: Stripe.Refund): boolean {
  return metadata?.why === "duplicate";
}

/** A second customer may be there after a failure that Stripe remembers; it must not be used. */
function checkCustomers({ objects }: Books): string[] {
  const used = new Set(objects["checkout.session"].map(({ customer }) => customer));
  const owned = Map.groupBy(
    objects.customer.filter(({ id }) => used.has(id)),
    ({ metadata }) => metadata.userId,
  );
  return [...owned].flatMap(([userId, all]) =>
    userId !== undefined && all.length > 1 ? [`${userId} buys as ${all.length} customers`] : [],
  );
}

/** Every event of a type that we handle, the dropped ones too, is one row that was dealt with. */
async function checkEvents({ pool }: Database, { objects }: Books): Promise<string[]> {
  const { rows } = await pool.query<{ event_id: string; outcome: string; failure: string | null }>(
    "select event_id, outcome, failure from webhook_events",
  );
  const known = new Map(rows.map((row) => [row.event_id, row]));
  const handled = objects.event.filter(({ type }) => isHandled(type));
  return handled.flatMap(({ id, type }) => {
    const row = known.get(id);
    if (row === undefined) return [`${type} ${id} never came`];
    const isDone = row.outcome === "handled" || row.outcome === "ignored";
    return isDone ? [] : [`${type} ${id} is ${row.outcome}: ${row.failure}`];
  });
}

/** A session that none of our rows knows could be paid for nothing, if anybody heard of it. */
function checkSessions(unknown: readonly Stripe.Checkout.Session[], handedOut: ReadonlySet<string>): string[] {
  return unknown
    .filter(({ id, status }) => handedOut.has(id) || status === "complete")
    .map(({ id, status, metadata }) => `session ${id} (${status}) of ${metadata?.userId} is in no row of ours`);
}

/** Sessions that Stripe has and we do not know of. */
export async function findUnknownSessions({ pool }: Database, { objects }: Books): Promise<Stripe.Checkout.Session[]> {
  const { rows } = await pool.query<{ id: string | null }>("select stripe_session_id as id from checkout_sessions");
  const known = new Set(rows.map(({ id }) => id));
  return objects["checkout.session"].filter(({ id }) => !known.has(id));
}

async function checkOutbox({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; state: string; failure: string | null }>(
    "select id, state, failure from billing_outbox where state <> 'done'",
  );
  return rows.map(({ id, state, failure }) => `task ${id} is ${state}: ${failure}`);
}
