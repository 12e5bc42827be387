import { html } from "hono/html";
import { type Html, layout } from "../pages/layout.ts";
import { chargesToCome } from "./describe-debt.ts";
import type { PlanText } from "./describe-plan.ts";

const REASONS = {
  too_expensive: "It is too expensive",
  missing_features: "Something is missing",
  switched_service: "I use something else now",
  unused: "I don't use it enough",
  customer_service: "The service could be better",
  too_complex: "It is too complicated",
  low_quality: "The quality is too low",
  other: "Another reason",
} as const;

export type Reason = keyof typeof REASONS;

export function isReason(text: unknown): text is Reason {
  return typeof text === "string" && text in REASONS;
}

/** Says what will happen before it happens; one click from here cancels. */
export function cancelPage(base: string, plan: PlanText, atOnce: boolean, reasons: readonly string[]): Html {
  return layout(
    "Cancel your plan",
    html`<h1>Cancel ${plan.name}?</h1>
<p>${plan.price}. ${effectOf(plan, atOnce)}</p>
<form method="post">
${reasons.length > 0 ? reasonField(reasons) : ""}
<button>Cancel plan</button>
</form>
<p class="back"><a href="${base}">Keep the plan</a></p>`,
  );
}

function effectOf({ until, debt }: PlanText, atOnce: boolean): string {
  // An unpaid invoice outlives the plan, but nobody collects it any more.
  if (atOnce && debt) return `It ends now. ${chargesToCome({ ...debt, isCollected: false })}`;
  if (atOnce) return "It ends now, and what is left of the paid period is lost.";
  if (debt) return `It ends on ${until} and does not renew. ${chargesToCome(debt)}`;
  return `It stays yours until ${until} and then ends. ${chargesToCome(null)}`;
}

function reasonField(reasons: readonly string[]): Html {
  const options = reasons.filter(isReason).map((reason) => html`<option value="${reason}">${REASONS[reason]}</option>`);
  return html`<p class="field"><label for="reason">Why? You need not say.</label>
<select id="reason" name="reason"><option value="">No answer</option>${options}</select></p>`;
}
