import type Stripe from "stripe";
import { z } from "zod";
import { buildPrice } from "../objects/build-price.ts";
import { buildProduct } from "../objects/build-product.ts";
import type { Context } from "../protocol/context.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

export const recurring = z.strictObject({
  interval: z.enum(["day", "week", "month", "year"]),
  interval_count: p.count.default(1),
  usage_type: z.enum(["licensed"]).default("licensed"),
});
const productData = z.strictObject({ id: p.id.optional(), name: p.text, metadata: p.metadata.optional() });

const changeable = {
  active: p.flag.optional(),
  metadata: p.metadata.optional(),
  nickname: p.clearableText.optional(),
  tax_behavior: z.enum(["exclusive", "inclusive", "unspecified"]).optional(),
};
const update = z.strictObject({
  ...changeable,
  lookup_key: p.clearableText.optional(),
  transfer_lookup_key: p.flag.optional(),
});
const creation = z.strictObject({
  ...changeable,
  billing_scheme: z.enum(["per_unit"]).optional(),
  currency: p.currency,
  lookup_key: z.string().min(1).max(200).optional(),
  product: p.id.optional(),
  product_data: productData.optional(),
  recurring: recurring.optional(),
  transfer_lookup_key: p.flag.optional(),
  unit_amount: p.amount,
});
const filters = z.strictObject({
  ...p.listing,
  active: p.flag.optional(),
  created: p.createdRange.optional(),
  currency: p.currency.optional(),
  lookup_keys: z.array(p.text).max(10).optional(),
  product: p.id.optional(),
  type: z.enum(["one_time", "recurring"]).optional(),
});

export const prices = [
  endpoint("POST", "/v1/prices", creation, (ctx, params) => {
    const product = params.product ?? createProduct(ctx, params.product_data);
    findRow(ctx, "product", product, "product");
    const { metadata, recurring: period, transfer_lookup_key, product_data, currency, unit_amount, ...rest } = params;
    if (rest.lookup_key) claimLookupKey(ctx, rest.lookup_key, transfer_lookup_key ?? false);
    const price = buildPrice(ctx.now, {
      ...onlyGiven(rest),
      currency,
      unit_amount,
      metadata: mergeMetadata({}, metadata),
      product,
      recurring: period ? { aggregate_usage: null, ...period, trial_period_days: null } : null,
    });
    ctx.store.put("price", price.id, price);
    emitEvent(ctx, "price.created", price);
    return price;
  }),

  endpoint("GET", "/v1/prices", filters, (ctx, params) =>
    listPage("/v1/prices", ctx.store.all("price"), params, (price) => {
      if (params.active !== undefined && price.active !== params.active) return false;
      if (params.type && price.type !== params.type) return false;
      if (params.product && price.product !== params.product) return false;
      if (params.currency && price.currency !== params.currency) return false;
      if (params.lookup_keys && !params.lookup_keys.includes(price.lookup_key ?? "")) return false;
      return isCreatedIn(params.created, price.created);
    }),
  ),

  endpoint("GET", "/v1/prices/:id", p.none, (ctx, _, id) => findRow(ctx, "price", id)),

  endpoint("POST", "/v1/prices/:id", update, (ctx, { metadata, transfer_lookup_key, ...given }, id) => {
    const price = findRow(ctx, "price", id);
    if (given.lookup_key && given.lookup_key !== price.lookup_key) {
      claimLookupKey(ctx, given.lookup_key, transfer_lookup_key ?? false);
    }
    const patch: Partial<Stripe.Price> = { ...onlyGiven(given), metadata: mergeMetadata(price.metadata, metadata) };
    return changeRow(ctx, "price", price, patch, "price.updated");
  }),
];

function createProduct(ctx: Context, data: z.output<typeof productData> | undefined): string {
  if (!data) throw invalidRequest("Missing required param: product.", "product", "parameter_missing");
  const { metadata, name, ...given } = data;
  const product = buildProduct(ctx.now, { ...onlyGiven(given), name, metadata: mergeMetadata({}, metadata) });
  ctx.store.put("product", product.id, product);
  emitEvent(ctx, "product.created", product);
  return product.id;
}

/** A lookup key names one price at a time; it moves only when asked to. */
function claimLookupKey(ctx: Context, key: string, transfer: boolean): void {
  const holder = ctx.store.all("price").find((price) => price.lookup_key === key);
  if (!holder) return;
  if (!transfer) {
    const message = `A price (\`${holder.id}\`) already uses that lookup key. If you'd like to transfer the lookup key, set \`transfer_lookup_key\`.`;
    throw invalidRequest(message, "lookup_key", "resource_already_exists");
  }
  changeRow(ctx, "price", holder, { lookup_key: null }, "price.updated");
}
