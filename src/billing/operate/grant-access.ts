import { randomUUID } from "node:crypto";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { users } from "../../accounts/index.ts";
import type { Access } from "../../contract/index.ts";
import { withTx } from "../../platform/db/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import { loadAccess } from "../access/load-access.ts";
import type { BillingContext } from "../context.ts";
import { complimentaryGrants } from "../tables.ts";
import { type Account, findAccount } from "./find-account.ts";
import { formatMoment } from "./format-moment.ts";

type Tx = Parameters<Parameters<typeof withTx>[1]>[0];
type Grant = typeof complimentaryGrants.$inferSelect;

export type Granted = Readonly<{
  account: Account;
  grant: Grant;
  /** Grants that were there already and count as well. */
  others: readonly Grant[];
  access: Access;
}>;

/**
 * Gives access for nothing; `until` null is without an end.
 * @throws Refusal 400 without who and why or with an end that is past, 404 for an unknown account, 409 when a live
 * grant with the same end is there
 */
export async function grantAccess(
  ctx: BillingContext,
  input: { user: string; by: string; reason: string; until: Date | null },
): Promise<Granted> {
  const now = ctx.clock();
  const { until } = input;
  const { by, reason } = requireWhoAndWhy(input);
  if (until !== null && until <= now) throw new Refusal(400, `The end ${formatMoment(until)} is past.`);
  const account = await findAccount(ctx, input.user);
  const made = await withTx(ctx.db, async (tx) => {
    await lockUser(tx, account);
    const others = await tx.select().from(complimentaryGrants).where(isLiveOf(account.id, now));
    const same = others.find((other) => other.until?.getTime() === until?.getTime());
    if (same !== undefined) throw new Refusal(409, describeSame(account, same));
    const row = { id: randomUUID(), userId: account.id, until, grantedAt: now, grantedBy: by, reason };
    const [grant] = await tx.insert(complimentaryGrants).values(row).returning();
    if (grant === undefined) throw new Error("a grant was not written");
    return { grant, others };
  });
  return { account, ...made, access: await loadAccess(ctx, account.id) };
}

/** A gift or its end is an act of somebody, for a reason. @throws Refusal 400 */
export function requireWhoAndWhy(input: { by: string; reason: string }): { by: string; reason: string } {
  const by = input.by.trim();
  const reason = input.reason.trim();
  if (by === "" || reason === "") throw new Refusal(400, "Who (--by) and why (--reason) are needed.");
  return { by, reason };
}

/** One at a time for each user, so that two operators can't give the same twice. */
export async function lockUser(tx: Tx, { id }: Account): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, id)).for("update");
}

/** Grants of a user that give access at `now`. */
export function isLiveOf(userId: string, now: Date) {
  const { userId: owner, revokedAt, until } = complimentaryGrants;
  return and(eq(owner, userId), isNull(revokedAt), or(isNull(until), gt(until, sql`${now}::timestamptz`)));
}

function describeSame({ email, id }: Account, { until, grantedBy, grantedAt, reason }: Grant): string {
  const end = until === null ? "without an end" : `until ${formatMoment(until)}`;
  return (
    `${email ?? id} has that already: access ${end}, given by ${grantedBy} at ${formatMoment(grantedAt)} ` +
    `("${reason}"). Nothing was changed; give another end, or revoke first.`
  );
}
