import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

type Configuration = Stripe.BillingPortal.Configuration;

export function buildPortalConfiguration(now: number, given: Partial<Configuration>): Configuration {
  return {
    id: makeId("bpc"),
    object: "billing_portal.configuration",
    active: true,
    application: null,
    business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
    created: now,
    default_return_url: null,
    features: {
      customer_update: { allowed_updates: [], enabled: false },
      invoice_history: { enabled: false },
      payment_method_update: { enabled: false },
      subscription_cancel: {
        cancellation_reason: { enabled: false, options: [] },
        enabled: false,
        mode: "at_period_end",
        proration_behavior: "none",
      },
      subscription_pause: { enabled: false },
      subscription_update: {
        default_allowed_updates: [],
        enabled: false,
        products: null,
        proration_behavior: "none",
      },
    },
    is_default: false,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: {},
    updated: now,
    ...given,
  } satisfies Configuration;
}
