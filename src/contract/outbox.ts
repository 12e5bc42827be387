import { z } from "zod";

/** A mail kept instead of sent, in sandbox mode without SMTP. */
export const OutboxMail = z
  .object({
    id: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string().nullable(),
    at: z.iso.datetime(),
  })
  .meta({ id: "OutboxMail" });
export const OutboxMailList = z.object({ mails: z.array(OutboxMail) }).meta({ id: "OutboxMailList" });
export type OutboxMailList = z.infer<typeof OutboxMailList>;
