import { createHash, randomBytes, randomUUID } from "node:crypto";
import { and, eq, gt } from "drizzle-orm";
import type { Db } from "../platform/db/index.ts";
import { Refusal } from "../platform/errors/index.ts";
import { verifications } from "./tables.ts";

type Purpose = "verify-email" | "change-email";

/**
 * Makes the token of a mailed link (192 random bits) that stands for `email`. A user has one at most for each purpose:
 * a newer one replaces it. Only its hash is kept.
 */
export async function issueToken(
  db: Db,
  input: { purpose: Purpose; userId: string; email: string; now: Date; lifeSeconds: number },
): Promise<string> {
  const secret = randomBytes(24).toString("base64url");
  const identifier = `${input.purpose}:${input.userId}`;
  await db.delete(verifications).where(eq(verifications.identifier, identifier));
  await db.insert(verifications).values({
    id: randomUUID(),
    identifier,
    value: `${digest(secret)} ${input.email}`,
    expiresAt: new Date(input.now.getTime() + input.lifeSeconds * 1000),
  });
  return `${input.userId}.${secret}`;
}

/**
 * Uses a token up and says for whom and which address it stood.
 * @throws Refusal 400 when it is unknown, used or too old.
 */
export async function redeemToken(
  db: Db,
  input: { purpose: Purpose; token: string; now: Date },
): Promise<{ userId: string; email: string }> {
  const dot = input.token.lastIndexOf(".");
  const userId = input.token.slice(0, dot);
  const identifier = `${input.purpose}:${userId}`;
  const alive = and(eq(verifications.identifier, identifier), gt(verifications.expiresAt, input.now));
  const [row] = await db.select().from(verifications).where(alive);
  const [hash, email] = row?.value.split(" ") ?? [];
  if (row === undefined || email === undefined || hash !== digest(input.token.slice(dot + 1))) throw linkIsDead();
  const used = await db.delete(verifications).where(eq(verifications.id, row.id)).returning({ id: verifications.id });
  if (used.length === 0) throw linkIsDead();
  return { userId, email };
}

function linkIsDead(): Refusal {
  return new Refusal(400, "This link was used already or is too old. Ask for a new one.");
}

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
