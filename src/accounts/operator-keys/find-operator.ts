import { createHash } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "../../platform/db/index.ts";
import { Refusal } from "../../platform/errors/index.ts";
import { operatorKeys } from "../tables.ts";

/**
 * The name of the operator's program that an Authorization header stands for; null without such a header.
 * @throws Refusal 401 when the key is unknown or revoked: better said than treated as a stranger.
 */
export async function findOperator(db: Db, authorization: string | undefined): Promise<string | null> {
  const key = /^Bearer (op_[\w-]{32})$/.exec(authorization ?? "")?.[1];
  if (authorization === undefined) return null;
  if (key === undefined) throw keyIsUnknown();
  const alive = and(eq(operatorKeys.hash, hashOperatorKey(key)), isNull(operatorKeys.revokedAt));
  const [found] = await db.select({ name: operatorKeys.name }).from(operatorKeys).where(alive);
  if (found === undefined) throw keyIsUnknown();
  return found.name;
}

/** The key is random and long, so that a plain hash of it can't be turned back. */
export function hashOperatorKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function keyIsUnknown(): Refusal {
  return new Refusal(401, "This API key is not valid");
}
