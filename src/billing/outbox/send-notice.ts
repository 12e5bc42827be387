import { findUser } from "../../accounts/index.ts";
import { loadAccess } from "../access/load-access.ts";
import type { BillingContext } from "../context.ts";
import { writeMail } from "../mails/write-mail.ts";
import type { DueTask } from "./claim-due-tasks.ts";
import type { Notice } from "./tasks.ts";

/** Mails a notice to the user's present address. An account that is gone is told nothing. */
export async function sendNotice(ctx: BillingContext, { id, userId }: DueTask, notice: Notice): Promise<void> {
  const user = await findUser(ctx.db, userId);
  if (user === null) return;
  // Bought again meanwhile, or given for nothing: to say that it ended would be wrong.
  if (notice.kind === "access_ended" && (await loadAccess(ctx, userId)).granted) return;
  const { appName, publicUrl } = ctx.config;
  const mail = writeMail(notice, { appName, publicUrl });
  // The same id at each try: a mail program shows a mail that was sent twice only once.
  await ctx.mailer.send({
    to: user.email,
    ...mail,
    messageId: `<${encodeURIComponent(id)}@${new URL(publicUrl).hostname}>`,
  });
}
