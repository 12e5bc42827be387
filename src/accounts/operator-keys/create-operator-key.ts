import { randomBytes, randomUUID } from "node:crypto";
import type { Db } from "../../platform/db/index.ts";
import { operatorKeys } from "../tables.ts";
import { hashOperatorKey } from "./find-operator.ts";

/** Makes an API key (192 random bits) for an operator's program. It is told only here; its hash is kept. */
export async function createOperatorKey(db: Db, input: { name: string; now: Date }): Promise<string> {
  const key = `op_${randomBytes(24).toString("base64url")}`;
  const { name, now } = input;
  await db.insert(operatorKeys).values({ id: randomUUID(), name, hash: hashOperatorKey(key), createdAt: now });
  return key;
}
