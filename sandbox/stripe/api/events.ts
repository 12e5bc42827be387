import { z } from "zod";
import { endpoint } from "../protocol/endpoint.ts";
import { isCreatedIn, listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { findRow } from "./find-row.ts";

const filters = z.strictObject({
  ...p.listing,
  created: p.createdRange.optional(),
  delivery_success: p.flag.optional(),
  type: p.text.optional(),
  types: z.array(p.text).max(20).optional(),
});

export const events = [
  endpoint("GET", "/v1/events", filters, (ctx, params) => {
    if (params.type && params.types) throw invalidRequest("You may only specify one of these parameters: type, types.");
    return listPage("/v1/events", ctx.store.all("event"), params, (event) => {
      if (params.type && !matches(event.type, params.type)) return false;
      if (params.types && !params.types.some((wanted) => matches(event.type, wanted))) return false;
      const delivered = event.pending_webhooks === 0;
      if (params.delivery_success !== undefined && delivered !== params.delivery_success) return false;
      return isCreatedIn(params.created, event.created);
    });
  }),
  endpoint("GET", "/v1/events/:id", p.none, (ctx, _, id) => findRow(ctx, "event", id)),
];

/** `charge.*` stands for every type that begins with `charge.`. */
function matches(type: string, wanted: string): boolean {
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
