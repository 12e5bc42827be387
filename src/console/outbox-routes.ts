import { createRoute } from "@hono/zod-openapi";
import { ErrorBody, OutboxMailList } from "../contract/index.ts";
import type { PlatformContext } from "../platform/context.ts";
import { notFound } from "../platform/errors/index.ts";
import { answer, createRouter, isLoopback, REFUSALS } from "../platform/http/index.ts";
import { listOutbox } from "../platform/mail/index.ts";

const outboxRoute = createRoute({
  method: "get",
  path: "/api/outbox",
  tags: ["Sandbox"],
  summary: "Mails kept instead of sent",
  description:
    "Only in sandbox mode without SMTP, and only for callers on the same machine: the mails hold sign-in links.",
  responses: { 200: answer(OutboxMailList, "The newest first."), 404: answer(ErrorBody, REFUSALS[404]) },
});

/** True when mails are kept for the outbox page. */
export function hasOutbox({ sandbox, production, smtpUrl }: PlatformContext["config"]): boolean {
  return sandbox && !production && smtpUrl === undefined;
}

/** The sandbox's mail tray. */
export function outboxRoutes(ctx: PlatformContext) {
  return createRouter().openapi(outboxRoute, async (c) => {
    if (!hasOutbox(ctx.config) || !isLoopback(c)) throw notFound();
    return c.json({ mails: await listOutbox(ctx.db) }, 200);
  });
}
