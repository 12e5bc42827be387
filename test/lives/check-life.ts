import { isDeepStrictEqual } from "node:util";
import type Stripe from "stripe";
import { decideAccess } from "../../src/billing/access/decide-access.ts";
import { decideCorrections } from "../../src/billing/access/decide-corrections.ts";
import type { Snapshot } from "../../src/billing/access/snapshot.ts";
import type { Notice } from "../../src/billing/outbox/tasks.ts";
import { isHandled } from "../../src/billing/webhooks/handled-types.ts";
import type { Books } from "./books.ts";
import { hasAccessInPlainWords } from "./in-plain-words.ts";
import type { Life } from "./life.ts";
import type { World } from "./open-world.ts";
import { readTruth } from "./read-truth.ts";

/** What of the promises this life broke, in words; nothing when all were kept. */
export async function checkLife(world: World, life: Life, brought: ReadonlySet<string>): Promise<string[]> {
  const books = await world.books();
  const truth = readTruth(books);
  const notices = await loadNotices(world);
  return [
    ...(await checkAccess(world, books, truth)),
    ...checkCorrections(world, books, truth),
    ...checkRefunds(books),
    ...(await checkInbox(world, life, books, brought)),
    ...checkMails(world),
    ...checkNotices(notices, truth),
  ];
}

async function checkAccess(world: World, books: Books, truth: Snapshot): Promise<string[]> {
  const answer = await world.send("GET", "/api/access");
  const given = JSON.parse(answer.text) as { granted: boolean };
  const due = decideAccess(truth, world.now());
  const plain = hasAccessInPlainWords(books, world.now() / 1000);
  return [
    ...(isDeepStrictEqual(given, due) ? [] : [`access is ${answer.text}, the truth gives ${JSON.stringify(due)}`]),
    ...(due.granted === plain ? [] : [`in plain words access is ${plain}, decided it is ${JSON.stringify(due)}`]),
  ];
}

/** Money that could not be given back stays with us until the operator finds another way. */
function checkCorrections(world: World, { refund }: Books, truth: Snapshot): string[] {
  const left = decideCorrections(truth, world.now());
  const isGivenUp = (chargeId: string) =>
    refund.some(({ charge, status }) => charge === chargeId && (status === "failed" || status === "canceled"));
  return left
    .filter((each) => each.kind !== "refund_charge" || !isGivenUp(each.chargeId))
    .map((each) => `not put right: ${JSON.stringify(each)}`);
}

function checkRefunds({ charge, refund }: Books): string[] {
  return charge.flatMap(({ id, amount }) => {
    const mine = refund.filter((each) => each.charge === id);
    const ours = mine.filter(({ metadata }) => metadata?.why === "duplicate");
    const kept = mine.filter(({ status }) => status !== "failed" && status !== "canceled");
    const sum = kept.reduce((total, each) => total + each.amount, 0);
    return [
      ...(ours.length > 1 ? [`${id} was given back ${ours.length} times as a duplicate`] : []),
      ...(sum > amount ? [`${sum} of ${amount} of ${id} were given back`] : []),
    ];
  });
}

async function checkInbox(world: World, life: Life, { event }: Books, brought: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ event_id: string; outcome: string }>(
    "SELECT event_id, outcome FROM webhook_events",
  );
  const outcomes = new Map(rows.map((row) => [row.event_id, row.outcome]));
  const listed = life.repair === "list of events";
  return event.flatMap((each) => {
    const { id, type } = each;
    const wanted = isStrangers(each) ? "unresolved" : isHandled(type) ? "handled" : "ignored";
    const outcome = outcomes.get(id);
    const mayBeMissing = !brought.has(id) && !(listed && isHandled(type));
    if (outcome === wanted || (outcome === undefined && mayBeMissing)) return [];
    return [`event ${type} ${id} is ${outcome ?? "missing"} in the inbox`];
  });
}

/** Whoever paid as a guest is no customer of ours; that her subscription ended is told by an event of its own. */
function isStrangers({ type, data }: Stripe.Event): boolean {
  return type === "customer.deleted" && (data.object as Stripe.Customer).metadata.userId === undefined;
}

function checkMails(world: World): string[] {
  const mails = world.mails();
  const ids = mails.map(({ messageId }) => messageId);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the mail ${id} was sent again`),
    ...mails.flatMap(({ messageId, granted }) =>
      granted && messageId.includes(":access_ended@") ? [`${messageId} was sent while access was granted`] : [],
    ),
  ];
}

/** However the events came, what the mails say adds up to what happened. */
function checkNotices(notices: readonly Notice[], truth: Snapshot): string[] {
  const charges = [
    ...truth.payments.flatMap(({ charge }) => charge ?? []),
    ...truth.subscriptions.flatMap(({ latestCharge, troubledCharges }) => [latestCharge ?? [], troubledCharges].flat()),
  ];
  const given = charges.reduce((sum, { amountRefunded }) => sum + amountRefunded, 0);
  const told = notices.reduce((sum, notice) => {
    if (notice.kind === "refund") return sum + notice.refunded.amount;
    return notice.kind === "refund_failed" ? sum - notice.total.amount : sum;
  }, 0);
  const closed = charges
    .flatMap(({ disputes }) => disputes)
    .filter(({ status }) => ["won", "lost", "warning_closed"].includes(status)).length;
  const count = (kind: Notice["kind"]) => notices.filter((notice) => notice.kind === kind).length;
  const bought = truth.payments.length + truth.subscriptions.length;
  return [
    ...(told === given ? [] : [`mails tell of ${told} given back, ${given} were`]),
    ...(count("dispute_closed") === closed
      ? []
      : [`mails tell of ${count("dispute_closed")} of ${closed} disputes' ends`]),
    ...(count("purchase") <= bought ? [] : [`${count("purchase")} mails tell of ${bought} purchases`]),
  ];
}

async function loadNotices({ database }: World): Promise<Notice[]> {
  const { rows } = await database.pool.query<{ notice: Notice }>(
    "SELECT task->'notice' AS notice FROM billing_outbox WHERE task->>'type' = 'mail'",
  );
  return rows.map(({ notice }) => notice);
}
