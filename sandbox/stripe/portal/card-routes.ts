import { Hono } from "hono";
import { html } from "hono/html";
import { authenticationPage } from "../pages/authentication-page.ts";
import { readCardForm } from "../pages/read-payment.ts";
import { sendPage } from "../pages/send-page.ts";
import { parseForm } from "../protocol/parse-form.ts";
import type { Sandbox } from "../protocol/sandbox.ts";
import { cardPage } from "./card-page.ts";
import { adoptCard, changeCard } from "./change-card.ts";
import { type Env, enterPortal, finishFlow, goBack } from "./enter-portal.ts";
import { takeMessage } from "./visit-portal.ts";

const BANK_REFUSED = "We are unable to authenticate your card. It was not changed; please choose another one.";
const CHANGED = "Your card was changed.";
const KEEPING = html`Your card is to be kept for later payments.`;

/** Changing the card, with the bank's question where the card asks it. */
export function cardRoutes(sandbox: Sandbox): Hono<Env> {
  const { store } = sandbox;
  const app = new Hono<Env>();

  app.get("/card", (c) =>
    enterPortal(sandbox, c, (visit) => {
      if (!visit.configuration.features.payment_method_update.enabled) return c.redirect(`${visit.base}/home`, 303);
      return sendPage(c, cardPage(visit.base, { typed: {}, errors: {} }, takeMessage(visit.ctx, visit.visit)));
    }),
  );

  app.post("/card", async (c) => {
    const form = parseForm(await c.req.text());
    return enterPortal(sandbox, c, (visit) => {
      if (!visit.configuration.features.payment_method_update.enabled) return c.redirect(`${visit.base}/home`, 303);
      const read = readCardForm(form, sandbox.clock());
      if (read.kind === "invalid") return sendPage(c, cardPage(visit.base, read, null), 400);
      const change = changeCard(visit.ctx, visit.customer, read);
      if (change.kind === "changed") return finishFlow(c, visit, "payment_method_update", CHANGED);
      if (change.kind === "declined") return goBack(c, visit, `${change.message} It was not changed.`, "/card");
      store.put("portal_visit", visit.visit.id, { ...visit.visit, authenticating: change.method });
      return c.redirect(`${visit.base}/card/authenticate`, 303);
    });
  });

  app.get("/card/authenticate", (c) =>
    enterPortal(sandbox, c, ({ visit, base }) => {
      if (!visit.authenticating) return c.redirect(`${base}/card`, 303);
      return sendPage(c, authenticationPage(KEEPING, `${base}/card/authenticate`));
    }),
  );

  app.post("/card/authenticate", async (c) => {
    const { answer } = parseForm(await c.req.text());
    return enterPortal(sandbox, c, (visit) => {
      const waiting = store.get("payment_method", visit.visit.authenticating ?? "");
      if (!waiting) return c.redirect(`${visit.base}/home`, 303);
      const answered = { ...visit, visit: { ...visit.visit, authenticating: null } };
      if (answer !== "pass") return goBack(c, answered, BANK_REFUSED, "/card");
      adoptCard(visit.ctx, visit.customer, waiting);
      return finishFlow(c, answered, "payment_method_update", CHANGED);
    });
  });

  return app;
}
