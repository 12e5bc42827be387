import { randomUUID } from "node:crypto";
import { createTransport } from "nodemailer";
import type { Clock } from "../clock/index.ts";
import type { Config } from "../config/index.ts";
import type { Db } from "../db/index.ts";
import { outboxMails } from "../tables.ts";

export type Mail = Readonly<{ to: string; subject: string; text: string }>;

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
    send: async (mail) => {
      const { to, subject, text } = mail;
      await db.insert(outboxMails).values({ id: randomUUID(), recipient: to, subject, body: text, at: clock() });
    },
    close: () => {},
  };
}
