import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context as HonoContext } from "hono";
import type Stripe from "stripe";
import { type Attempt, type AttemptResult, answerAuthentication, paySession } from "../checkout/pay-session.ts";
import { runDueWork } from "../checkout/run-due-work.ts";
import { parseForm } from "../protocol/parse-form.ts";
import { contextOf, type Sandbox } from "../protocol/sandbox.ts";
import { StripeFault } from "../protocol/stripe-fault.ts";
import { CSS, SCRIPT } from "./assets.ts";
import { authenticationPage } from "./authentication-page.ts";
import { type CheckoutView, checkoutPage } from "./checkout-page.ts";
import { indexPage } from "./index-page.ts";
import { type Html, notice } from "./layout.ts";
import { readPayment } from "./read-payment.ts";
import { invoicePage, receiptPage } from "./receipt-pages.ts";

type Env = { Bindings: HttpBindings };
type Session = Stripe.Checkout.Session;

/** At Stripe the buyer's redirect waits this long for the webhook's answer. */
const REDIRECT_WAIT_MS = 10_000;

export function pageRoutes(sandbox: Sandbox): Hono<Env> {
  const { store } = sandbox;
  const app = new Hono<Env>();

  app.get("/", (c) => page(c, indexPage(sandbox)));
  app.get("/assets/sandbox.css", (c) => c.body(CSS, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/assets/checkout.js", (c) => c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));

  app.get("/c/pay/:id", (c) => {
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    const waiting = store.get("session_details", session.id)?.authenticating;
    if (waiting) return c.redirect(`/c/pay/${session.id}/authenticate`, 303);
    return page(c, checkoutPage(view(session)));
  });

  app.post("/c/pay/:id", async (c) => {
    const form = parseForm(await c.req.text());
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    const fixedEmail = session.customer_details?.email ?? null;
    const free = session.amount_total === 0;
    const payment = readPayment(form, { fixedEmail, free, now: sandbox.clock() });
    if (payment.kind === "invalid") return page(c, checkoutPage(view(session, payment)), 400);
    const attempt: Attempt = { ...payment.entry, outcome: "paid", authentication: "ask" };
    const result = store.transact(() => paySession(contextOf(sandbox), session, attempt));
    return follow(c, session, result, payment.typed);
  });

  app.get("/c/pay/:id/authenticate", (c) => {
    const session = find(c);
    if (session?.status !== "open") return closed(c, session);
    const waiting = store.get("session_details", session.id)?.authenticating;
    return waiting ? page(c, authenticationPage(session)) : c.redirect(`/c/pay/${session.id}`, 303);
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

  app.onError((error, c) => {
    const known = error instanceof StripeFault;
    if (!known) sandbox.log(`page failed: ${error.stack}`);
    const text = known ? error.message : "The sandbox itself failed; its log says why.";
    return page(c, notice("This could not be done", `${text} Nothing was charged.`), known ? 400 : 500);
  });

  app.notFound((c) => page(c, notice("Nothing here", "The sandbox has no such page."), 404));

  app.get("/receipts/:id", (c) => {
    const charge = store.get("charge", c.req.param("id"));
    return charge ? page(c, receiptPage(charge)) : c.notFound();
  });
  app.get("/invoices/:id/:file?", (c) => {
    // The number after the underscore keeps addresses from being guessed; here the invoice's id is enough.
    const invoice = store.get("invoice", c.req.param("id").split("_").slice(0, 2).join("_"));
    return invoice ? page(c, invoicePage(invoice)) : c.notFound();
  });

  function find(c: HonoContext<Env>): Session | undefined {
    store.transact(() => runDueWork(contextOf(sandbox)));
    return store.get("checkout.session", c.req.param("id") ?? "");
  }

  async function follow(c: HonoContext<Env>, session: Session, result: AttemptResult, typed: CheckoutView["typed"]) {
    if (result.kind === "authenticate") return c.redirect(`/c/pay/${session.id}/authenticate`, 303);
    if (result.kind === "declined") {
      const failure = `${result.decline.message} Nothing was charged; you can try another card.`;
      return page(c, checkoutPage(view(session, { typed: { ...typed, cvc: "" }, errors: {} }, failure)), 402);
    }
    if (result.kind === "complete") await sandbox.courier.waitForFirstAnswers(result.event, REDIRECT_WAIT_MS);
    return c.redirect(successUrl(session), 303);
  }

  function closed(c: HonoContext<Env>, session: Session | undefined) {
    if (!session) return page(c, notice("No such checkout", "The address is wrong, or the sandbox was reset."), 404);
    // The second of two clicks: the first one paid, so both arrive at the same place.
    if (session.status === "complete" && c.req.method === "POST") return c.redirect(successUrl(session), 303);
    if (session.status === "complete") {
      const text = "This order is complete. You were charged once and can close this page.";
      return page(c, notice("Already paid", text, { href: successUrl(session), text: "Continue" }));
    }
    const back = session.cancel_url ? { href: session.cancel_url, text: "Back" } : undefined;
    return page(
      c,
      notice("This checkout has expired", "Nothing was charged. Start again from where you came.", back),
      410,
    );
  }

  function view(
    session: Session,
    state: Pick<CheckoutView, "typed" | "errors"> = { typed: {}, errors: {} },
    failure: string | null = null,
  ) {
    const lines = store.get("session_details", session.id)?.line_items ?? [];
    return { session, lines, fixedEmail: session.customer_details?.email ?? null, failure, ...state };
  }

  return app;
}

function successUrl(session: Session): string {
  return (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

function page(c: HonoContext<Env>, body: Html, status: 200 | 400 | 402 | 404 | 410 | 500 = 200) {
  return c.html(body, status, {
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
}
