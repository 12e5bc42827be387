import type Stripe from "stripe";
import type { Context } from "../protocol/context.ts";
import { resourceMissing } from "../protocol/stripe-fault.ts";
import type { TableName, Tables } from "../store/tables.ts";

/** `param` names the parameter that held the id; without it, the id stood in the path (404). */
export function findRow<T extends TableName>(ctx: Context, table: T, id: string, param?: string): Tables[T] {
  const row = ctx.store.get(table, id);
  if (!row) throw resourceMissing(table, id, param);
  return row;
}

/** A deleted customer can be read but no longer used. */
export function findLiveCustomer(ctx: Context, id: string, param?: string): Stripe.Customer {
  const customer = findRow(ctx, "customer", id, param);
  if (customer.deleted) throw resourceMissing("customer", id, param);
  return customer;
}
