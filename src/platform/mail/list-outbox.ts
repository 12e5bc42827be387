import { desc } from "drizzle-orm";
import type { Db } from "../db/index.ts";
import { outboxMails } from "../tables.ts";

const SHOWN = 50;

/** The newest mails that were kept instead of sent, newest first. */
export async function listOutbox(db: Db) {
  const rows = await db.select().from(outboxMails).orderBy(desc(outboxMails.at), desc(outboxMails.id)).limit(SHOWN);
  return rows.map((row) => ({
    id: row.id,
    to: row.recipient,
    subject: row.subject,
    text: row.body,
    html: row.html,
    at: row.at.toISOString(),
  }));
}
