import { type Described, describeSnapshot, formatMoment, type UserExplanation } from "../billing/index.ts";
import { describeTask } from "./billing-outbox.ts";
import { describeAccess } from "./describe-access.ts";
import { describeEvent } from "./describe-event.ts";

/** Everything of one user's billing as text: the decision first, then what it is made of, then what happened. */
export function printExplanation(explained: UserExplanation): string {
  return [
    section("Account", describeAccount(explained)),
    section(`Decision: ${describeAccess(explained.access)}`, describeLines(explained)),
    section("Events that did not get through", describeUnsettled(explained)),
    section(
      "At Stripe, when it was last asked",
      describeSnapshot(explained.snapshot).flatMap((one) => layOut(one, "")),
    ),
    section("Given for nothing", explained.grants.map(describeGrant)),
    section("Checkouts", explained.checkouts.map(describeCheckout)),
    section("Changes of access", describeChanges(explained)),
    section("Corrections and mails", explained.outbox.map(describeTask)),
    section("Events", explained.events.filter(isSettled).map(describeEvent)),
  ].join("\n\n");
}

function section(title: string, lines: readonly string[]): string {
  const shown = lines.length === 0 ? ["none"] : lines;
  return [title, ...shown.map((line) => `  ${line}`)].join("\n");
}

function describeAccount({ account, billing, customers }: UserExplanation): string[] {
  const { id, email, createdAt } = account;
  const made = createdAt === null ? "" : `, made ${formatMoment(createdAt)}`;
  return [
    `${id}, ${email ?? "deleted"}${made}`,
    ...customers.map(({ customerId, deletedAt }) => {
      return `customer ${customerId}${deletedAt === null ? "" : `, deleted at Stripe (seen ${formatMoment(deletedAt)})`}`;
    }),
    ...(billing === null ? ["never had to do with billing"] : describeFetches(billing)),
  ];
}

function describeFetches({ snapshotAt, lookAt, wanted, done, leaseUntil, closedAt }: Billing): string[] {
  const asked = snapshotAt === null ? "Stripe was never asked" : `Stripe was asked ${formatMoment(snapshotAt)}`;
  const next = lookAt === null ? "" : `, will be again ${formatMoment(lookAt)} at the latest`;
  return [
    `${asked}${next}`,
    ...(wanted > done ? ["a fetch is wanted that has not been done yet"] : []),
    ...(leaseUntil === null ? [] : [`being fetched now (lease until ${formatMoment(leaseUntil)})`]),
    ...(closedAt === null ? [] : [`account deleted ${formatMoment(closedAt)}: later events revive nothing`]),
  ];
}

type Billing = NonNullable<UserExplanation["billing"]>;

function describeLines({ access, lines }: UserExplanation): string[] {
  if (lines.length === 0)
    return [access.reason === "account_deleted" ? "the account was deleted" : "nothing was bought"];
  return lines.map(({ about, id, access: own, why, decides }) => {
    const gives = own.granted ? "gives access" : "gives none";
    return `${decides ? "=>" : "  "} ${about} ${id} ${gives} (${own.reason}): ${why}`;
  });
}

function layOut({ id, text, parts }: Described, indent: string): string[] {
  return [`${indent}${id}: ${text}`, ...parts.flatMap((part) => layOut(part, `${indent}  `))];
}

function describeGrant({ until, grantedAt, grantedBy, reason, ...end }: UserExplanation["grants"][number]): string {
  const given = `${until === null ? "without an end" : `until ${formatMoment(until)}`}, by ${grantedBy} ${formatMoment(grantedAt)}: ${reason}`;
  if (end.revokedAt === null) return given;
  return `${given}; revoked by ${end.revokedBy} ${formatMoment(end.revokedAt)}: ${end.revokeReason}`;
}

function describeCheckout(checkout: UserExplanation["checkouts"][number]): string {
  const { id, planId, caller, state, stripeSessionId, createdAt } = checkout;
  return `${formatMoment(createdAt)} ${planId}, ${state}, asked for by the ${caller}: ${stripeSessionId ?? id}`;
}

/** What Stripe brought and what operators gave and took, in one order of time, the newest first. */
function describeChanges({ changes, grants }: UserExplanation): string[] {
  return [...changes.map(timeChange), ...grants.flatMap(timeGrant)]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .map(({ at, line }) => `${formatMoment(at)} ${line}`);
}

type Timed = Readonly<{ at: Date; line: string }>;

function timeChange({ at, granted, plan, until, reason, cause }: UserExplanation["changes"][number]): Timed {
  const end = until === null ? "" : ` until ${formatMoment(until)}`;
  const what = granted ? `access${plan === null ? "" : ` (${plan})`}${end}` : "no access";
  return { at, line: `${what}: ${reason}, because of ${cause}` };
}

function timeGrant({ until, grantedAt, grantedBy, reason, ...end }: UserExplanation["grants"][number]): Timed[] {
  const what = `access given ${until === null ? "without an end" : `until ${formatMoment(until)}`}`;
  const given = { at: grantedAt, line: `${what}: complimentary, by ${grantedBy}: ${reason}` };
  if (end.revokedAt === null) return [given];
  return [{ at: end.revokedAt, line: `given access revoked by ${end.revokedBy}: ${end.revokeReason}` }, given];
}

/** Money that came and brought nothing is first seen here. */
function describeUnsettled({ unsettledEvents }: UserExplanation): string[] {
  const again = "to work on one again: billing:replay EVENT";
  return unsettledEvents.length === 0 ? [] : [...unsettledEvents.map(describeEvent), again];
}

/** The others are told of above. */
function isSettled({ outcome }: UserExplanation["events"][number]): boolean {
  return outcome !== "failed" && outcome !== "unresolved";
}
