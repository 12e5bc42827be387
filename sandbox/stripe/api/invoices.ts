import { z } from "zod";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { findRow } from "./find-row.ts";

const filters = z.strictObject({
  ...p.listing,
  created: p.createdRange.optional(),
  customer: p.id.optional(),
  status: z.enum(["draft", "open", "paid", "uncollectible", "void"]).optional(),
  subscription: p.id.optional(),
});

/** Made by subscriptions. Second half: pay, void, finalize and the upcoming invoice. */
export const invoices = [
  endpoint("GET", "/v1/invoices", filters, (ctx, params) =>
    listPage("/v1/invoices", ctx.store.all("invoice"), params, (invoice) => {
      if (params.customer && invoice.customer !== params.customer) return false;
      if (params.subscription && invoice.subscription !== params.subscription) return false;
      if (params.status && invoice.status !== params.status) return false;
      return isCreatedIn(params.created, invoice.created);
    }),
  ),
  endpoint("GET", "/v1/invoices/:id", p.none, (ctx, _, id) => findRow(ctx, "invoice", id)),
  endpoint("GET", "/v1/invoices/:id/lines", z.strictObject(p.listing), (ctx, params, id) =>
    listPage(`/v1/invoices/${id}/lines`, findRow(ctx, "invoice", id).lines.data.toReversed(), params),
  ),
];
