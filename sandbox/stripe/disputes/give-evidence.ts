import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { moveDispute } from "./move-dispute.ts";
import { planBankAct } from "./plan-bank-act.ts";

export interface Answer {
  evidence: Partial<Stripe.Dispute.Evidence> | undefined;
  metadata: "" | Record<string, string> | undefined;
  /** Evidence not submitted is kept on the dispute and can be changed until it is. */
  submit: boolean;
}

/** The seller's answer. What was submitted goes to the bank once and stays as it is. */
export function giveEvidence(ctx: Context, dispute: Stripe.Dispute, answer: Answer): Stripe.Dispute {
  const patch: Partial<Stripe.Dispute> = { metadata: mergeMetadata(dispute.metadata, answer.metadata) };
  const submits = answer.submit && (answer.evidence !== undefined || dispute.evidence_details.has_evidence);
  if ((answer.evidence || submits) && !dispute.status.endsWith("needs_response")) {
    const message = dispute.status.endsWith("under_review")
      ? "Evidence has been submitted for this dispute already."
      : "This dispute is already closed";
    throw invalidRequest(message);
  }
  if (answer.evidence || submits) {
    const evidence = { ...dispute.evidence, ...answer.evidence };
    patch.evidence = evidence;
    patch.evidence_details = {
      ...dispute.evidence_details,
      has_evidence: Object.values(evidence).some((value) => value !== null),
      submission_count: dispute.evidence_details.submission_count + (submits ? 1 : 0),
    };
  }
  if (!submits) return changeRow(ctx, "dispute", dispute, patch, "charge.dispute.updated");
  const isInquiry = dispute.status === "warning_needs_response";
  const submitted = moveDispute(ctx, dispute, isInquiry ? "warning_under_review" : "under_review", patch);
  const charge = ctx.store.get("charge", String(dispute.charge));
  if (charge) planBankAct(ctx, charge, { act: "judge", at: ctx.now, object: dispute.id });
  return submitted;
}
