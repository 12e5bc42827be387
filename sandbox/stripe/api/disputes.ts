import { z } from "zod";
import { giveEvidence } from "../disputes/give-evidence.ts";
import { moveDispute } from "../disputes/move-dispute.ts";
import { EVIDENCE_FIELDS } from "../objects/build-dispute.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const PATH = "/v1/disputes";
const filters = z.strictObject({
  ...p.listing,
  charge: p.id.optional(),
  created: p.createdRange.optional(),
  payment_intent: p.id.optional(),
});
const evidenceText = z
  .string()
  .max(20_000)
  .transform((value) => (value === "" ? null : value));
const update = z.strictObject({
  evidence: z.partialRecord(z.enum(EVIDENCE_FIELDS), evidenceText).optional(),
  metadata: p.metadata.optional(),
  submit: p.flag.default(true),
});

export const disputes = [
  endpoint("GET", PATH, filters, (ctx, params) =>
    listPage(PATH, ctx.store.all("dispute"), params, (dispute) => {
      if (params.charge && dispute.charge !== params.charge) return false;
      if (params.payment_intent && dispute.payment_intent !== params.payment_intent) return false;
      return isCreatedIn(params.created, dispute.created);
    }),
  ),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "dispute", id)),

  endpoint("POST", `${PATH}/:id`, update, (ctx, params, id) => {
    const evidence = params.evidence && onlyGiven(params.evidence);
    return giveEvidence(ctx, findRow(ctx, "dispute", id), { ...params, evidence, metadata: params.metadata });
  }),

  endpoint("POST", `${PATH}/:id/close`, p.none, (ctx, _, id) => {
    const dispute = findRow(ctx, "dispute", id);
    if (["won", "lost", "warning_closed"].includes(dispute.status)) {
      throw invalidRequest("This dispute is already closed");
    }
    return moveDispute(ctx, dispute, dispute.status.startsWith("warning_") ? "warning_closed" : "lost");
  }),
];
