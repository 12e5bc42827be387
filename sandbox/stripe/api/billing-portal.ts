import type Stripe from "stripe";
import { z } from "zod";
import { buildPortalConfiguration } from "../objects/build-portal-configuration.ts";
import { defaultConfiguration } from "../portal/find-configuration.ts";
import { openPortal, portalParams } from "../portal/open-portal.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { listPage } from "../protocol/list-page.ts";
import * as p from "../protocol/params.ts";
import { invalidRequest } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

type Features = Stripe.BillingPortal.Configuration["features"];

const PATH = "/v1/billing_portal/configurations";
const OPTIONS = [
  "customer_service",
  "low_quality",
  "missing_features",
  "other",
  "switched_service",
  "too_complex",
  "too_expensive",
  "unused",
] as const;
const offOnly = p.flag.refine((value) => !value, "The sandbox's portal does not offer this feature.");
const toggle = z.strictObject({ enabled: p.flag });
const features = z.strictObject({
  customer_update: z.strictObject({ allowed_updates: z.literal("").optional(), enabled: offOnly }).optional(),
  invoice_history: toggle.optional(),
  payment_method_update: toggle.optional(),
  subscription_cancel: z
    .strictObject({
      cancellation_reason: z
        .strictObject({
          enabled: p.flag,
          options: z.union([z.literal("").transform(() => []), z.array(z.enum(OPTIONS))]).optional(),
        })
        .optional(),
      enabled: p.flag.optional(),
      mode: z.enum(["at_period_end", "immediately"]).optional(),
      proration_behavior: z.enum(["none"]).optional(),
    })
    .optional(),
  subscription_pause: z.strictObject({ enabled: offOnly }).optional(),
  subscription_update: z
    .strictObject({
      default_allowed_updates: z.literal("").optional(),
      enabled: offOnly.optional(),
      products: z.literal("").optional(),
    })
    .optional(),
});
const fields = {
  business_profile: z
    .strictObject({
      headline: p.clearableText.optional(),
      privacy_policy_url: p.url.optional(),
      terms_of_service_url: p.url.optional(),
    })
    .optional(),
  default_return_url: z.union([p.url, z.literal("").transform(() => null)]).optional(),
  login_page: z.strictObject({ enabled: offOnly }).optional(),
  metadata: p.metadata.optional(),
};
const filters = z.strictObject({ ...p.listing, active: p.flag.optional(), is_default: p.flag.optional() });

export const billingPortal = [
  endpoint("POST", "/v1/billing_portal/sessions", portalParams, openPortal),

  endpoint("POST", PATH, z.strictObject({ ...fields, features }), (ctx, given) => {
    const bare = buildPortalConfiguration(ctx.now, {});
    const made = {
      ...bare,
      business_profile: { ...bare.business_profile, ...onlyGiven(given.business_profile ?? {}) },
      default_return_url: given.default_return_url ?? null,
      features: mergeFeatures(bare.features, given.features),
      metadata: mergeMetadata({}, given.metadata),
    };
    ctx.store.put("billing_portal.configuration", made.id, made);
    emitEvent(ctx, "billing_portal.configuration.created", made);
    return made;
  }),

  endpoint("GET", PATH, filters, (ctx, params) => {
    defaultConfiguration(ctx);
    return listPage(PATH, ctx.store.all("billing_portal.configuration"), params, (configuration) => {
      if (params.active !== undefined && configuration.active !== params.active) return false;
      return params.is_default === undefined || configuration.is_default === params.is_default;
    });
  }),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "billing_portal.configuration", id)),

  endpoint(
    "POST",
    `${PATH}/:id`,
    z.strictObject({ ...fields, active: p.flag.optional(), features: features.optional() }),
    (ctx, given, id) => {
      const old = findRow(ctx, "billing_portal.configuration", id);
      if (given.active === false && old.is_default) {
        throw invalidRequest("The default configuration cannot be made inactive.", "active");
      }
      const patch = {
        ...onlyGiven({ active: given.active, default_return_url: given.default_return_url }),
        business_profile: { ...old.business_profile, ...onlyGiven(given.business_profile ?? {}) },
        features: mergeFeatures(old.features, given.features),
        metadata: mergeMetadata(old.metadata ?? {}, given.metadata),
        updated: ctx.now,
      };
      return changeRow(ctx, "billing_portal.configuration", old, patch, "billing_portal.configuration.updated");
    },
  ),
];

/** Only what can differ from the bare configuration; the features that must stay off are left as they are. */
function mergeFeatures(old: Features, given: z.output<typeof features> | undefined): Features {
  const { cancellation_reason: reason, ...cancel } = given?.subscription_cancel ?? {};
  return {
    ...old,
    ...onlyGiven({ invoice_history: given?.invoice_history, payment_method_update: given?.payment_method_update }),
    subscription_cancel: {
      ...old.subscription_cancel,
      ...onlyGiven(cancel),
      cancellation_reason: { ...old.subscription_cancel.cancellation_reason, ...onlyGiven(reason ?? {}) },
    },
  };
}
