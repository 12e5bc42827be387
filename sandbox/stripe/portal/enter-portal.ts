import type { HttpBindings } from "@hono/node-server";
import type { Context as HonoContext } from "hono";
import type Stripe from "stripe";
import { runDueWork } from "../checkout/run-due-work.ts";
import { onClockOf } from "../clock/on-test-clock.ts";
import { notice } from "../pages/layout.ts";
import { sendPage } from "../pages/send-page.ts";
import type { Context } from "../protocol/context.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { leaveMessage, type Visitor, visitPortal } from "./visit-portal.ts";

export type Env = { Bindings: HttpBindings };
/** Who came, the customer's own time, and the address under which this session's pages live. */
export type Visit = Visitor & { ctx: Context; base: string };
export type Answer = Response | Promise<Response>;

/** Runs one page or form, in a transaction, for whom the token stands for; anybody else sees that the link is dead. */
export function enterPortal(sandbox: Sandbox, c: HonoContext<Env>, show: (visit: Visit) => Answer): Answer {
  const ctx = contextOf(sandbox);
  return sandbox.store.transact(() => {
    runDueWork(ctx);
    const token = c.req.param("token") ?? "";
    const visitor = visitPortal(ctx, token);
    if (visitor) {
      const test_clock = visitor.customer.test_clock ?? null;
      return show({ ...visitor, ctx: onClockOf(ctx, { test_clock }), base: `/p/session/${token}` });
    }
    const text = "The link is wrong or too old. Go back to the site and open the portal from there again.";
    return sendPage(c, notice("This link has expired", text), 410);
  });
}

/** Answers a form with a redirect to a page that tells `message`. */
export function goBack(c: HonoContext<Env>, { ctx, visit, base }: Visit, message: string, path = "/home"): Response {
  leaveMessage(ctx, visit, message);
  return c.redirect(base + path, 303);
}

/** Where the flow that the session was opened for leads when it is done; otherwise home. */
export function finishFlow(
  c: HonoContext<Env>,
  visit: Visit,
  type: Stripe.BillingPortal.Session.Flow.Type,
  message: string,
): Response {
  const { flow } = visit.session;
  const after = flow?.type === type ? flow.after_completion : null;
  if (after?.redirect) return c.redirect(after.redirect.return_url, 303);
  const words = after?.hosted_confirmation?.custom_message;
  return goBack(c, visit, words ? `${message} ${words}` : message);
}
