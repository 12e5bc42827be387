import { type Described, describeSnapshot, formatMoment, type UserExplanation } from "../billing/index.ts";
import { describeTask } from "./billing-outbox.ts";
import { describeAccess } from "./describe-access.ts";
import { describeFailure } from "./describe-failure.ts";

/** Everything of one user's billing as text: the decision first, then what it is made of, then what happened. */
export function printExplanation(explained: UserExplanation): string {
  return [
    section("Account", describeAccount(explained)),
    section(`Decision: ${describeAccess(explained.access)}`, describeLines(explained)),
    section(
      "At Stripe, when it was last asked",
      describeSnapshot(explained.snapshot).flatMap((one) => layOut(one, "")),
    ),
    section("Given for nothing", explained.grants.map(describeGrant)),
    section("Checkouts", explained.checkouts.map(describeCheckout)),
    section("Changes of access", explained.changes.map(describeChange)),
    section("Corrections and mails", explained.outbox.map(describeTask)),
    section("Events", explained.events.map(describeEvent)),
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

function describeChange({ at, granted, plan, until, reason, cause }: UserExplanation["changes"][number]): string {
  const end = until === null ? "" : ` until ${formatMoment(until)}`;
  const what = granted ? `access${plan === null ? "" : ` (${plan})`}${end}` : "no access";
  return `${formatMoment(at)} ${what}: ${reason}, because of ${cause}`;
}

function describeEvent(event: UserExplanation["events"][number]): string {
  const { eventId, type, stripeCreatedAt, source, outcome, attempts, failure } = event;
  const tries = attempts > 1 ? ` after ${attempts} tries` : "";
  const via = source === "webhook" ? "" : ", read from Stripe's list";
  const line = `${formatMoment(stripeCreatedAt)} ${type} ${eventId}: ${outcome}${tries}${via}`;
  return failure === null ? line : `${line}: ${describeFailure(failure)}`;
}
