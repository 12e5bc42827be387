import { createHmac, randomBytes } from "node:crypto";
import { sessionCookieName } from "../../src/accounts/session/session-cookie.ts";
import { sessions, users } from "../../src/accounts/tables.ts";
import type { Database } from "../../src/platform/db/index.ts";
import type { Student } from "../http-client.ts";
import { AUTH_SECRET, PUBLIC_URL } from "./open-shop.ts";

const DAY_MS = 86_400_000;

/** Students with an account and a signed-in device each, made without the deliberately slow hashing of passwords. */
export async function seedStudents({ db }: Database, count: number): Promise<Student[]> {
  const seeded = Array.from({ length: count }, (_, n) => {
    const token = randomBytes(24).toString("hex");
    const signature = createHmac("sha256", AUTH_SECRET).update(token).digest("base64");
    const cookie = `${sessionCookieName(PUBLIC_URL)}=${encodeURIComponent(`${token}.${signature}`)}`;
    return { id: `user_seeded_${n}`, email: `seeded-${n}@example.com`, password: "", cookie, token };
  });
  await db.insert(users).values(seeded.map(({ id, email }) => ({ id, email, name: "" })));
  const expiresAt = new Date(Date.now() + DAY_MS);
  await db
    .insert(sessions)
    .values(seeded.map(({ id, token }) => ({ id: `session_of_${id}`, userId: id, token, expiresAt })));
  return seeded;
}
