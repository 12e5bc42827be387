import { z } from "zod";
import { buildProduct } from "../objects/build-product.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const fields = {
  active: p.flag.optional(),
  description: p.clearableText.optional(),
  metadata: p.metadata.optional(),
  statement_descriptor: p.clearableText.optional(),
  tax_code: p.clearableText.optional(),
  unit_label: p.clearableText.optional(),
  url: p.url.optional(),
};
const creation = z.strictObject({ ...fields, id: p.id.optional(), name: p.text });
const update = z.strictObject({ ...fields, name: p.text.optional(), default_price: p.id.optional() });
const filters = z.strictObject({
  ...p.listing,
  active: p.flag.optional(),
  created: p.createdRange.optional(),
  ids: z.array(p.id).optional(),
});

export const products = [
  endpoint("POST", "/v1/products", creation, (ctx, { metadata, name, ...given }) => {
    if (given.id && ctx.store.get("product", given.id)) {
      throw invalidRequest(`Product already exists.`, "id", "resource_already_exists");
    }
    const product = buildProduct(ctx.now, { ...onlyGiven(given), name, metadata: mergeMetadata({}, metadata) });
    ctx.store.put("product", product.id, product);
    emitEvent(ctx, "product.created", product);
    return product;
  }),

  endpoint("GET", "/v1/products", filters, (ctx, params) =>
    listPage("/v1/products", ctx.store.all("product"), params, (product) => {
      if (params.active !== undefined && product.active !== params.active) return false;
      if (params.ids && !params.ids.includes(product.id)) return false;
      return isCreatedIn(params.created, product.created);
    }),
  ),

  endpoint("GET", "/v1/products/:id", p.none, (ctx, _, id) => findRow(ctx, "product", id)),

  endpoint("POST", "/v1/products/:id", update, (ctx, { metadata, ...given }, id) => {
    const product = findRow(ctx, "product", id);
    if (given.default_price) findRow(ctx, "price", given.default_price, "default_price");
    const patch = { ...onlyGiven(given), metadata: mergeMetadata(product.metadata, metadata), updated: ctx.now };
    return changeRow(ctx, "product", product, patch, "product.updated");
  }),
];
