import { html } from "hono/html";
import type Stripe from "stripe";
import { hasEnded } from "../../api/update-subscription.ts";
import { NEXT_OF_DISPUTE } from "../../disputes/move-dispute.ts";
import { money } from "../describe-price.ts";
import type { Html } from "../layout.ts";
import { describeRow, moment, type Row } from "./describe-row.ts";
import { act, badge, type Desk } from "./desk-layout.ts";

/** What can be done with an object from its page. */
export function objectActions(desk: Desk, row: Row): Html | "" {
  const actions = actionsFor(desk, row);
  return actions.length > 0 ? html`<div class="actions">${actions}</div>` : "";
}

function actionsFor(desk: Desk, row: Row): (Html | "")[] {
  if (!("object" in row) || ("deleted" in row && row.deleted)) return [];
  switch (row.object) {
    case "charge":
      return chargeActions(desk, row);
    case "payment_intent":
      return [leadTo(row.latest_charge, "charge", "Refund or dispute its charge")];
    case "refund":
      return row.status === "failed" || row.status === "canceled"
        ? []
        : [act(desk, `/refunds/${row.id}/fail`, "Fail this refund")];
    case "dispute":
      return NEXT_OF_DISPUTE[row.status].map((status) => {
        return act(desk, `/disputes/${row.id}`, `Make it ${status.replaceAll("_", " ")}`, { status });
      });
    case "subscription":
      return subscriptionActions(desk, row);
    case "customer":
      return [act(desk, `/customers/${row.id}/portal`, "Open the customer portal"), ...belongings(desk, row)];
    case "checkout.session":
      return row.url ? [html`<a class="button second" href="${row.url}">Open the checkout page</a>`] : [];
    case "invoice":
      return row.hosted_invoice_url
        ? [html`<a class="button second" href="${row.hosted_invoice_url}">Open its page</a>`]
        : [];
    case "event":
      return [act(desk, `/events/${row.id}/redeliver`, "Send it again")];
    default:
      return [];
  }
}

function chargeActions(desk: Desk, charge: Stripe.Charge): Html[] {
  const left = charge.amount_captured - charge.amount_refunded;
  if (charge.status !== "succeeded") return [];
  const refund = `/charges/${charge.id}/refund`;
  const amount = html`<label class="hidden" for="amount">Amount in ${charge.currency.toUpperCase()}</label>
<input id="amount" name="amount" inputmode="decimal" placeholder="Part" size="6" required>`;
  const refunds =
    left > 0
      ? [act(desk, refund, `Refund ${money(left, charge.currency)}`), act(desk, refund, "Refund this part", {}, amount)]
      : [];
  const dispute = `/charges/${charge.id}/dispute`;
  return [...refunds, act(desk, dispute, "Dispute it"), act(desk, dispute, "Open an inquiry", { inquiry: "yes" })];
}

function subscriptionActions(desk: Desk, subscription: Stripe.Subscription): Html[] {
  if (hasEnded(subscription)) return [];
  const path = `/subscriptions/${subscription.id}`;
  const atEnd = subscription.cancel_at_period_end
    ? act(desk, path, "Don't cancel", { step: "resume" })
    : act(desk, path, "Cancel at period end", { step: "cancel_at_period_end" });
  const toRenewal = act(desk, "/clock", `Go to its renewal (${moment(subscription.current_period_end)})`, {
    to: String(subscription.current_period_end + 2 * 3600),
  });
  return [atEnd, act(desk, path, "Cancel now", { step: "cancel" }), subscription.test_clock ? html`` : toRenewal];
}

/** What a customer has, so that nobody must search for it. */
function belongings({ sandbox }: Desk, customer: Stripe.Customer): Html[] {
  const { store } = sandbox;
  const kinds = ["subscription", "invoice", "charge"] as const;
  return kinds.flatMap((kind) => {
    const rows: Row[] = store.all(kind);
    const mine = rows.filter((row) => "customer" in row && row.customer === customer.id).toReversed();
    return mine.slice(0, 5).map((row) => {
      const { name, state } = describeRow(row);
      return html`<a class="button second" href="/objects/${kind}/${row.id}">${kind}: ${name} ${badge(state)}</a>`;
    });
  });
}

function leadTo(held: string | { id: string } | null, kind: string, text: string): Html | "" {
  const id = typeof held === "string" ? held : held?.id;
  return id ? html`<a class="button second" href="/objects/${kind}/${id}">${text}</a>` : "";
}
