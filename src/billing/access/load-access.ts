import { sql } from "drizzle-orm";
import type { Access } from "../../contract/index.ts";
import type { PlatformContext } from "../../platform/context.ts";
import { decideAccess } from "./decide-access.ts";
import { EMPTY_SNAPSHOT, type Entitlements, type Snapshot } from "./snapshot.ts";

const DELETED: Access = { granted: false, plan: null, until: null, reason: "account_deleted" };

/** The user's access at this moment, from the last state fetched from Stripe. Stripe is not asked. */
export async function loadAccess(ctx: Pick<PlatformContext, "db" | "clock">, userId: string): Promise<Access> {
  const entitlements = await loadEntitlements(ctx, userId);
  return entitlements === "closed" ? DELETED : decideAccess(entitlements, ctx.clock().getTime());
}

/** What the decision is made of: the stored snapshot and what operators gave. `closed` once the account is deleted. */
export async function loadEntitlements(
  { db }: Pick<PlatformContext, "db">,
  userId: string,
): Promise<Entitlements | "closed"> {
  const { rows } = await db.execute<Row>(sql`
    SELECT account.snapshot, account.closed_at, (
      SELECT json_agg(json_build_object('grantId', id, 'until', floor(extract(epoch FROM until) * 1000)))
      FROM complimentary_grants WHERE user_id = ${userId} AND revoked_at IS NULL
    ) AS complimentary
    FROM (SELECT 1) AS one LEFT JOIN billing_accounts account ON account.user_id = ${userId}`);
  const row = rows[0];
  if (row === undefined) return EMPTY_SNAPSHOT;
  if (row.closed_at !== null) return "closed";
  return { ...(row.snapshot ?? EMPTY_SNAPSHOT), complimentary: row.complimentary ?? [] };
}

type Row = {
  snapshot: Snapshot | null;
  closed_at: string | null;
  complimentary: Entitlements["complimentary"] | null;
};
