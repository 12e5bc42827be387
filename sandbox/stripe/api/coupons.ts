import type Stripe from "stripe";
import { z } from "zod";
import { currentCoupon } from "../checkout/current-coupon.ts";
import { buildCoupon } from "../objects/build-coupon.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const PATH = "/v1/coupons";
const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,2})?$/, "Invalid decimal")
  .transform(Number)
  .refine((value) => value > 0 && value <= 100, "Invalid percentage: it must be above 0 and up to 100.");
const creation = z.strictObject({
  amount_off: p.count.optional(),
  currency: p.currency.optional(),
  duration: z.enum(["forever", "once", "repeating"]).default("once"),
  duration_in_months: p.count.optional(),
  id: p.id.optional(),
  max_redemptions: p.count.optional(),
  metadata: p.metadata.optional(),
  name: z.string().max(40).optional(),
  percent_off: percent.optional(),
  redeem_by: p.integer.optional(),
});
const update = z.strictObject({ metadata: p.metadata.optional(), name: z.string().max(40).optional() });

export const coupons = [
  endpoint("POST", PATH, creation, (ctx, params) => {
    checkTerms(params);
    if (params.id && ctx.store.get("coupon", params.id)) {
      throw invalidRequest("Coupon already exists.", "id", "resource_already_exists");
    }
    const { metadata, ...given } = params;
    const coupon = buildCoupon(ctx.now, { ...onlyGiven(given), metadata: mergeMetadata({}, metadata) });
    ctx.store.put("coupon", coupon.id, coupon);
    emitEvent(ctx, "coupon.created", coupon);
    return currentCoupon(ctx, coupon);
  }),

  endpoint("GET", PATH, z.strictObject({ ...p.listing, created: p.createdRange.optional() }), (ctx, params) => {
    const rows = ctx.store.all("coupon").map((coupon) => currentCoupon(ctx, coupon));
    return listPage(PATH, rows, params, (coupon) => isCreatedIn(params.created, coupon.created));
  }),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => currentCoupon(ctx, findRow(ctx, "coupon", id))),

  endpoint("POST", `${PATH}/:id`, update, (ctx, { metadata, ...given }, id) => {
    const coupon = findRow(ctx, "coupon", id);
    const patch = { ...onlyGiven(given), metadata: mergeMetadata(coupon.metadata ?? {}, metadata) };
    return currentCoupon(ctx, changeRow(ctx, "coupon", coupon, patch, "coupon.updated"));
  }),

  // Discounts already given go on; only nobody can redeem it any more.
  endpoint("DELETE", `${PATH}/:id`, p.none, (ctx, _, id) => {
    const coupon = findRow(ctx, "coupon", id);
    ctx.store.remove("coupon", id);
    emitEvent(ctx, "coupon.deleted", { ...coupon, valid: false });
    return { id, object: "coupon", deleted: true } satisfies Stripe.DeletedCoupon;
  }),
];

function checkTerms(params: z.output<typeof creation>): void {
  if ((params.amount_off === undefined) === (params.percent_off === undefined)) {
    throw invalidRequest("You must pass exactly one of percent_off and amount_off.", "percent_off");
  }
  if (params.amount_off !== undefined && !params.currency) {
    throw invalidRequest("You must pass currency when passing amount_off", "currency", "parameter_missing");
  }
  if ((params.duration === "repeating") !== (params.duration_in_months !== undefined)) {
    throw invalidRequest(
      "You must pass duration_in_months if, and only if, duration is repeating.",
      "duration_in_months",
    );
  }
}
