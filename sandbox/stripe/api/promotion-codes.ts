import { z } from "zod";
import { currentPromotionCode } from "../checkout/current-coupon.ts";
import { buildPromotionCode } from "../objects/build-promotion-code.ts";
import type { Context } from "../protocol/context.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { findLiveCustomer, findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const PATH = "/v1/promotion_codes";
const creation = z.strictObject({
  active: p.flag.optional(),
  code: z
    .string()
    .regex(/^[A-Za-z0-9]{1,500}$/, "Invalid promotion code")
    .optional(),
  coupon: p.id,
  customer: p.id.optional(),
  expires_at: p.integer.optional(),
  max_redemptions: p.count.optional(),
  metadata: p.metadata.optional(),
  restrictions: z
    .strictObject({
      first_time_transaction: p.flag.default(false),
      minimum_amount: p.count.optional(),
      minimum_amount_currency: p.currency.optional(),
    })
    .optional(),
});
const update = z.strictObject({ active: p.flag.optional(), metadata: p.metadata.optional() });
const filters = z.strictObject({
  ...p.listing,
  active: p.flag.optional(),
  code: p.text.optional(),
  coupon: p.id.optional(),
  created: p.createdRange.optional(),
  customer: p.id.optional(),
});

export const promotionCodes = [
  endpoint("POST", PATH, creation, (ctx, params) => {
    const { coupon: couponId, metadata, restrictions: given, ...rest } = params;
    const coupon = findRow(ctx, "coupon", couponId, "coupon");
    if (params.customer) findLiveCustomer(ctx, params.customer, "customer");
    if (params.code && (params.active ?? true)) claimCode(ctx, params.code);
    const code = buildPromotionCode(ctx.now, {
      ...onlyGiven(rest),
      coupon,
      metadata: mergeMetadata({}, metadata),
      restrictions: {
        first_time_transaction: given?.first_time_transaction ?? false,
        minimum_amount: given?.minimum_amount ?? null,
        minimum_amount_currency: given?.minimum_amount_currency ?? null,
      },
    });
    ctx.store.put("promotion_code", code.id, code);
    const printed = currentPromotionCode(ctx, code);
    emitEvent(ctx, "promotion_code.created", printed);
    return printed;
  }),

  endpoint("GET", PATH, filters, (ctx, params) => {
    const rows = ctx.store.all("promotion_code").map((code) => currentPromotionCode(ctx, code));
    return listPage(PATH, rows, params, (code) => {
      if (params.active !== undefined && code.active !== params.active) return false;
      if (params.code && code.code.toLowerCase() !== params.code.toLowerCase()) return false;
      if (params.coupon && code.coupon.id !== params.coupon) return false;
      if (params.customer && code.customer !== params.customer) return false;
      return isCreatedIn(params.created, code.created);
    });
  }),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => currentPromotionCode(ctx, findRow(ctx, "promotion_code", id))),

  endpoint("POST", `${PATH}/:id`, update, (ctx, { metadata, ...given }, id) => {
    const code = findRow(ctx, "promotion_code", id);
    if (given.active && !code.active) claimCode(ctx, code.code);
    const patch = { ...onlyGiven(given), metadata: mergeMetadata(code.metadata ?? {}, metadata) };
    return currentPromotionCode(ctx, changeRow(ctx, "promotion_code", code, patch, "promotion_code.updated"));
  }),
];

/** Buyers type it in any case of letters, so it names one active code only. */
function claimCode(ctx: Context, wanted: string): void {
  const codes = ctx.store.all("promotion_code").map((code) => currentPromotionCode(ctx, code));
  if (codes.some(({ active, code }) => active && code.toLowerCase() === wanted.toLowerCase())) {
    throw invalidRequest(`An active promotion code with \`code: ${wanted}\` already exists.`, "code");
  }
}
