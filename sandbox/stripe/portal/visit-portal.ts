import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import type { PortalVisit } from "../store/tables.ts";

/** The address works for five minutes until somebody comes, and then for an hour after the last click. */
const UNUSED_LIFE = 5 * 60;
const IDLE_LIFE = 3600;

export interface Visitor {
  visit: PortalVisit;
  session: Stripe.BillingPortal.Session;
  customer: Stripe.Customer;
  configuration: Stripe.BillingPortal.Configuration;
}

/** Whom the token stands for, or null when it is wrong, too old, or its customer is gone. */
export function visitPortal(ctx: Context, token: string): Visitor | null {
  const { store } = ctx;
  const known = store.get("portal_visit", token);
  const session = known && store.get("billing_portal.session", known.session);
  const customer = session && store.get("customer", session.customer);
  const configuration = session && store.get("billing_portal.configuration", String(session.configuration));
  if (!known || !session || !customer || customer.deleted || !configuration) return null;
  const until = known.used_at === null ? session.created + UNUSED_LIFE : known.used_at + IDLE_LIFE;
  if (ctx.now >= until) return null;
  const visit = { ...known, used_at: ctx.now };
  store.put("portal_visit", token, visit);
  return { visit, session, customer, configuration };
}

/** Keeps words for the next page, so that a form is answered by a redirect. */
export function leaveMessage(ctx: Context, visit: PortalVisit, message: string): void {
  ctx.store.put("portal_visit", visit.id, { ...visit, message });
}

/** The words kept for this page; they are told once. */
export function takeMessage(ctx: Context, visit: PortalVisit): string | null {
  if (visit.message !== null) ctx.store.put("portal_visit", visit.id, { ...visit, message: null });
  return visit.message;
}
