import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context as HonoContext } from "hono";
import type Stripe from "stripe";
import { applyPromotionCode, removePromotionCode } from "../checkout/apply-promotion-code.ts";
import { type Attempt, type AttemptResult, answerAuthentication, paySession } from "../checkout/pay-session.ts";
import { runDueWork } from "../checkout/run-due-work.ts";
import { parseForm } from "../protocol/parse-form.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { authenticationPage, payingMatter } from "./authentication-page.ts";
import { type CheckoutView, checkoutPage } from "./checkout-page.ts";
import { money } from "./describe-price.ts";
import { notice } from "./layout.ts";
import { readPayment } from "./read-payment.ts";
import { sendPage } from "./send-page.ts";

type Env = { Bindings: HttpBindings };
type Session = Stripe.Checkout.Session;
type Refusal = Pick<CheckoutView, "typed" | "failure" | "codeFailure">;

/** At Stripe the buyer's redirect waits this long for the webhook's answer. */
const REDIRECT_WAIT_MS = 10_000;
const NO_REFUSAL: Refusal = { typed: {}, failure: null, codeFailure: null };

/** The hosted checkout page. What was refused is told after a redirect, so that Back and reload send nothing again. */
export function checkoutRoutes(sandbox: Sandbox): Hono<Env> {
  const { store } = sandbox;
  const app = new Hono<Env>();
  /** By session, until its next attempt. In memory only: a card's number is never written down. */
  const refusals = new Map<string, Refusal>();

  app.get("/c/pay/:id", (c) => {
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    const waiting = store.get("session_details", session.id)?.authenticating;
    if (waiting) return c.redirect(`/c/pay/${session.id}/authenticate`, 303);
    return sendPage(c, checkoutPage({ ...view(session), ...refusals.get(session.id) }));
  });

  app.post("/c/pay/:id", async (c) => {
    const form = parseForm(await c.req.text());
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    const fixedEmail = session.customer_details?.email ?? null;
    const free = session.amount_total === 0;
    const payment = readPayment(form, { fixedEmail, free, now: sandbox.clock() });
    if (payment.kind === "invalid") return sendPage(c, checkoutPage({ ...view(session), ...payment }), 400);
    const attempt: Attempt = { ...payment.entry, outcome: "paid", authentication: "ask" };
    const result = store.transact(() => paySession(contextOf(sandbox), session, attempt));
    return follow(c, session, result, payment.typed);
  });

  app.post("/c/pay/:id/promotion-code", async (c) => {
    const { code } = parseForm(await c.req.text());
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    const result = store.transact(() => {
      const ctx = contextOf(sandbox);
      if (typeof code === "string" && code.trim()) return applyPromotionCode(ctx, session, code);
      return { kind: "applied", session: removePromotionCode(ctx, session) };
    });
    if ("message" in result) refusals.set(session.id, { ...NO_REFUSAL, codeFailure: result.message });
    else refusals.delete(session.id);
    return c.redirect(`/c/pay/${session.id}`, 303);
  });

  app.get("/c/pay/:id/authenticate", (c) => {
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    if (!store.get("session_details", session.id)?.authenticating) return c.redirect(`/c/pay/${session.id}`, 303);
    const matter = payingMatter(money(session.amount_total ?? 0, session.currency ?? "usd"));
    return sendPage(c, authenticationPage(matter, `/c/pay/${session.id}/authenticate`));
  });

  app.post("/c/pay/:id/authenticate", async (c) => {
    const answer = parseForm(await c.req.text()).answer === "pass" ? "pass" : "fail";
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    const result = store.transact(() => answerAuthentication(contextOf(sandbox), session, answer));
    // The same answer sent twice: the first one told.
    if (result.kind === "closed") return c.redirect(`/c/pay/${session.id}`, 303);
    return follow(c, session, result, {});
  });

  function find(c: HonoContext<Env>): Session | undefined {
    store.transact(() => runDueWork(contextOf(sandbox)));
    return store.get("checkout.session", c.req.param("id") ?? "");
  }

  async function follow(c: HonoContext<Env>, session: Session, result: AttemptResult, typed: CheckoutView["typed"]) {
    refusals.delete(session.id);
    if (result.kind === "authenticate") return c.redirect(`/c/pay/${session.id}/authenticate`, 303);
    if (result.kind === "declined") {
      const failure = `${result.decline.message} Nothing was charged; you can try another card.`;
      refusals.set(session.id, { ...NO_REFUSAL, typed, failure });
      return c.redirect(`/c/pay/${session.id}`, 303);
    }
    if (result.kind === "complete") await sandbox.courier.waitForFirstAnswers(result.event, REDIRECT_WAIT_MS);
    return c.redirect(successUrl(session), 303);
  }

  function closed(c: HonoContext<Env>, session: Session | undefined) {
    if (!session)
      return sendPage(c, notice("No such checkout", "The address is wrong, or the sandbox was reset."), 404);
    // The second of two clicks: the first one paid, so both arrive at the same place.
    if (session.status === "complete" && c.req.method === "POST") return c.redirect(successUrl(session), 303);
    if (session.status === "complete") {
      const text = "This order is complete. You were charged once and can close this page.";
      return sendPage(c, notice("Already paid", text, { href: successUrl(session), text: "Continue" }));
    }
    const back = session.cancel_url ? { href: session.cancel_url, text: "Back" } : undefined;
    const text = "Nothing was charged. Start again from where you came.";
    return sendPage(c, notice("This checkout has expired", text, back), 410);
  }

  function view(session: Session): CheckoutView {
    const details = store.get("session_details", session.id);
    const code = details?.discount?.promotion_code;
    return {
      ...NO_REFUSAL,
      session,
      lines: details?.line_items ?? [],
      fixedEmail: session.customer_details?.email ?? null,
      promotionCode: (code && store.get("promotion_code", String(code))?.code) || null,
      errors: {},
    };
  }

  return app;
}

function successUrl(session: Session): string {
  return (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}
