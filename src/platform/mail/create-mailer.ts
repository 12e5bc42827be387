import { randomUUID } from "node:crypto";
import { createTransport } from "nodemailer";
import type { Clock } from "../clock/index.ts";
import type { Config } from "../config/index.ts";
import type { Db } from "../db/index.ts";
import { outboxMails } from "../tables.ts";

export type Mail = Readonly<{
  to: string;
  subject: string;
  text: string;
  /** The same in HTML, for mail programs that show it. */
  html?: string;
  /**
   * The `Message-ID` header: the same at each try to send the same mail, so that one that arrived twice can be known as
   * one: `<purchase-1@lsat.example>`. Without it each try gets its own.
   */
  messageId?: string;
}>;

export type Mailer = Readonly<{
  /** Resolves once the mail is with the SMTP server (or kept in the outbox). Rejects when it could not be handed over. */
  send(mail: Mail): Promise<void>;
  close(): void;
}>;

/** Sends through SMTP_URL; without one the mails are kept in a table, which sandbox mode shows as a page. */
export function createMailer(input: { config: Pick<Config, "smtpUrl" | "mailFrom">; db: Db; clock: Clock }): Mailer {
  const { smtpUrl, mailFrom } = input.config;
  return smtpUrl === undefined ? keepMails(input.db, input.clock) : sendMails(smtpUrl, mailFrom);
}

function sendMails(smtpUrl: string, from: string): Mailer {
  const transport = createTransport(smtpUrl);
  return {
    send: async (mail) => {
      await transport.sendMail({ from, ...mail });
    },
    close: () => transport.close(),
  };
}

function keepMails(db: Db, clock: Clock): Mailer {
  return {
    send: async ({ to, subject, text, html = null, messageId = randomUUID() }) => {
      const row = { id: messageId, recipient: to, subject, body: text, html, at: clock() };
      await db.insert(outboxMails).values(row).onConflictDoNothing();
    },
    close: () => {},
  };
}
