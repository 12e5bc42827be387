import { formatMoment, grantAccess, revokeGrants } from "../billing/index.ts";
import { type Command, needFlag, readArguments, type Terminal, UsageError } from "./command.ts";
import { describeAccess } from "./describe-access.ts";
import { withBilling } from "./open-billing.ts";
import { midnightAfter, readDays, readEnd } from "./read-moment.ts";

const BY_AND_REASON = { by: { type: "string" }, reason: { type: "string" } } as const;

export const grantCommands: readonly Command[] = [
  {
    usage: "billing:grant USER --by NAME --reason TEXT [--until DATE | --days N]",
    does: "gives access for nothing, to the end of that day (UTC) or without an end",
    run: grant,
  },
  {
    usage: "billing:revoke USER --by NAME --reason TEXT",
    does: "ends all access that was given for nothing; what was bought stays",
    run: revoke,
  },
];

async function grant(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = { ...BY_AND_REASON, until: { type: "string" }, days: { type: "string" } } as const;
  const { values, words } = readArguments(args, { words: [1, 1], options });
  const input = {
    user: words[0] ?? "",
    by: needFlag("by", values.by),
    reason: needFlag("reason", values.reason),
  };
  const endFrom = readGrantEnd(values);
  return await withBilling(terminal, async (ctx) => {
    const { account, grant: given, others, access } = await grantAccess(ctx, { ...input, until: endFrom(ctx.clock()) });
    terminal.print(`Given to ${account.email ?? account.id}: access ${describeEnd(given.until)}`);
    for (const other of others) terminal.print(`Given before, and counts too: access ${describeEnd(other.until)}`);
    terminal.print(`Now: ${describeAccess(access)}`);
    return 0;
  });
}

/** When it ends, counted from now; null is never. @throws UsageError */
function readGrantEnd(flags: { until?: string | undefined; days?: string | undefined }): (now: Date) => Date | null {
  if (flags.until !== undefined && flags.days !== undefined) throw new UsageError("Give --until or --days, not both.");
  const until = flags.until === undefined ? null : readEnd("until", flags.until);
  const days = flags.days === undefined ? null : readDays("days", flags.days);
  return (now) => (days === null ? until : midnightAfter(days, now));
}

async function revoke(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, words } = readArguments(args, { words: [1, 1], options: BY_AND_REASON });
  const input = {
    user: words[0] ?? "",
    by: needFlag("by", values.by),
    reason: needFlag("reason", values.reason),
  };
  return await withBilling(terminal, async (ctx) => {
    const { account, grants, access } = await revokeGrants(ctx, input);
    for (const { until, grantedBy } of grants) {
      terminal.print(`Ended for ${account.email ?? account.id}: access ${describeEnd(until)}, given by ${grantedBy}`);
    }
    terminal.print(`Now: ${describeAccess(access)}`);
    return 0;
  });
}

function describeEnd(until: Date | null): string {
  return until === null ? "without an end" : `until ${formatMoment(until)}`;
}
