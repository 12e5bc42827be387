import type Stripe from "stripe";
import { z } from "zod";
import { findRow } from "../api/find-row.ts";
import { recurring } from "../api/prices.ts";
import { buildPrice } from "../objects/build-price.ts";
import { buildProduct } from "../objects/build-product.ts";
import type { Context } from "../protocol/context.ts";
import { makeId } from "../protocol/make-id.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";

const priceData = z.strictObject({
  currency: p.currency,
  product: p.id.optional(),
  product_data: z
    .strictObject({ name: p.text, description: p.text.optional(), metadata: z.record(p.text, p.text).optional() })
    .optional(),
  recurring: recurring.optional(),
  unit_amount: p.amount,
});

export const lineItem = z.strictObject({
  price: p.id.optional(),
  price_data: priceData.optional(),
  quantity: p.count.optional(),
});

/** The session's lines with their prices, checked against the session's mode. */
export function readLineItems(
  ctx: Context,
  mode: "payment" | "subscription",
  given: readonly z.output<typeof lineItem>[],
): Stripe.LineItem[] {
  const lines = given.map((item, index) => readLine(ctx, mode, item, `line_items[${index}]`));
  if (mode === "subscription" && !lines.some((line) => line.price?.recurring)) {
    throw invalidRequest(
      "You must provide at least one recurring price in `subscription` mode when using prices.",
      "mode",
    );
  }
  if (new Set(lines.map((line) => line.currency)).size > 1) {
    throw invalidRequest("All line items must have the same currency.", "line_items");
  }
  return lines;
}

function readLine(ctx: Context, mode: string, item: z.output<typeof lineItem>, param: string): Stripe.LineItem {
  if (item.price && item.price_data) {
    throw invalidRequest("You may only specify one of these parameters: price, price_data.", `${param}[price]`);
  }
  const price = item.price_data ? createPrice(ctx, item.price_data, param) : pickPrice(ctx, item.price, param);
  if (mode === "payment" && price.recurring) {
    const message =
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.";
    throw invalidRequest(message, "mode");
  }
  if (mode === "subscription" && !price.recurring) {
    throw invalidRequest("The sandbox does not yet add one-time prices to a first invoice.", `${param}[price]`);
  }
  if (item.quantity === undefined) {
    throw invalidRequest(`Quantity is required. Add \`quantity\` to \`${param}\``, `${param}[quantity]`);
  }
  const total = (price.unit_amount ?? 0) * item.quantity;
  return {
    id: makeId("li"),
    object: "item",
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: price.currency,
    description: ctx.store.get("product", String(price.product))?.name ?? "",
    price,
    quantity: item.quantity,
  } satisfies Stripe.LineItem;
}

function pickPrice(ctx: Context, id: string | undefined, param: string): Stripe.Price {
  if (!id) throw invalidRequest(`Missing required param: ${param}[price].`, `${param}[price]`, "parameter_missing");
  const price = findRow(ctx, "price", id, `${param}[price]`);
  if (!price.active) {
    throw invalidRequest("The price specified is inactive. This field only accepts active prices.", `${param}[price]`);
  }
  const product = ctx.store.get("product", String(price.product));
  if (product && !product.active) {
    throw invalidRequest("The product of the price specified is inactive.", `${param}[price]`);
  }
  return price;
}

function createPrice(ctx: Context, data: z.output<typeof priceData>, param: string): Stripe.Price {
  if (!data.product && !data.product_data) {
    const missing = `${param}[price_data][product]`;
    throw invalidRequest(`Missing required param: ${missing}.`, missing, "parameter_missing");
  }
  if (data.product) findRow(ctx, "product", data.product, `${param}[price_data][product]`);
  const price = buildPrice(ctx.now, {
    // A price made on the fly belongs to this session alone.
    active: false,
    currency: data.currency,
    product: data.product ?? createProduct(ctx, data.product_data),
    recurring: data.recurring ? { aggregate_usage: null, ...data.recurring, trial_period_days: null } : null,
    unit_amount: data.unit_amount,
  });
  ctx.store.put("price", price.id, price);
  emitEvent(ctx, "price.created", price);
  return price;
}

function createProduct(ctx: Context, data: z.output<typeof priceData>["product_data"]): string {
  const { name = "", description = null, metadata = {} } = data ?? {};
  const product = buildProduct(ctx.now, { active: false, name, description, metadata });
  ctx.store.put("product", product.id, product);
  emitEvent(ctx, "product.created", product);
  return product.id;
}
