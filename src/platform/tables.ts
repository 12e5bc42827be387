import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Counts of one window each; a row is reused when its window is over. */
export const rateLimits = pgTable("rate_limits", {
  key: text().primaryKey(),
  windowStart: timestamp("window_start", { withTimezone: true }).notNull(),
  windowEnd: timestamp("window_end", { withTimezone: true }).notNull(),
  count: integer().notNull(),
});

/** Mails kept instead of sent, in sandbox mode without SMTP. */
export const outboxMails = pgTable("outbox_mails", {
  id: text().primaryKey(),
  recipient: text().notNull(),
  subject: text().notNull(),
  body: text().notNull(),
  html: text(),
  at: timestamp({ withTimezone: true }).notNull(),
});
