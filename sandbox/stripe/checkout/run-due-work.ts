import { agendaOf, type Due } from "../clock/agenda.ts";
import { doBankAct } from "../disputes/do-bank-act.ts";
import { advanceInvoice } from "../payments/advance-invoice.ts";
import { endPeriod } from "../payments/end-period.ts";
import { expireIncompleteSubscription } from "../payments/expire-incomplete-subscription.ts";
import type { Context } from "../protocol/context.ts";
import { expireSession } from "./expire-session.ts";

/**
 * What the clock alone brings about up to `ctx.now`, earliest first and each thing at its own moment, so that three
 * missed weeks are three renewals. Done before each request and every second.
 */
export function runDueWork(ctx: Context): void {
  const agenda = agendaOf(ctx.store);
  for (let due = agenda.next(ctx.now); due; due = agenda.next(ctx.now)) doWhatIsDue({ ...ctx, now: due.at }, due);
}

/** One thing, at `ctx.now`. */
export function doWhatIsDue(ctx: Context, due: Due): void {
  const { store } = ctx;
  const before = store.get(due.table, due.id);
  const session = due.table === "checkout.session" ? store.get("checkout.session", due.id) : undefined;
  const subscription = due.table === "subscription" ? store.get("subscription", due.id) : undefined;
  const invoice = due.table === "invoice" ? store.get("invoice", due.id) : undefined;
  const act = due.table === "bank_act" ? store.get("bank_act", due.id) : undefined;
  if (session) expireSession(ctx, session);
  if (subscription?.status === "incomplete") expireIncompleteSubscription(ctx, subscription);
  else if (subscription) endPeriod(ctx, subscription);
  if (invoice) advanceInvoice(ctx, invoice);
  if (act) doBankAct(ctx, act);
  // Without this, work that leaves its row as it was would be due for ever.
  if (store.get(due.table, due.id) === before) throw new Error(`${due.table} ${due.id} was due and nothing came of it`);
}
