import type Stripe from "stripe";
import { findRow } from "../api/find-row.ts";
import { buildPortalConfiguration } from "../objects/build-portal-configuration.ts";
import type { Context } from "../protocol/context.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";

type Configuration = Stripe.BillingPortal.Configuration;

/** The account's own configuration, as if saved in Stripe's dashboard; made when first looked for, without an event. */
export function defaultConfiguration(ctx: Context): Configuration {
  const known = ctx.store.all("billing_portal.configuration").find((configuration) => configuration.is_default);
  if (known) return known;
  const bare = buildPortalConfiguration(ctx.now, { is_default: true });
  const features: Configuration["features"] = {
    ...bare.features,
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { ...bare.features.subscription_cancel, enabled: true },
  };
  const made = { ...bare, features };
  ctx.store.put("billing_portal.configuration", made.id, made);
  return made;
}

/** The one asked for, which must be active, or the default. */
export function findConfiguration(ctx: Context, id: string | undefined): Configuration {
  if (id === undefined) return defaultConfiguration(ctx);
  const configuration = findRow(ctx, "billing_portal.configuration", id, "configuration");
  if (configuration.active) return configuration;
  throw invalidRequest(`The configuration ${id} is not active and cannot be used.`, "configuration");
}
