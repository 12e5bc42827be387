import type Stripe from "stripe";
import { makeId } from "../protocol/make-id.ts";

type Session = Stripe.BillingPortal.Session;
type Given = Pick<Session, "configuration" | "customer" | "flow" | "locale" | "return_url" | "url">;

export function buildPortalSession(now: number, given: Given): Session {
  return {
    id: makeId("bps"),
    object: "billing_portal.session",
    created: now,
    livemode: false,
    on_behalf_of: null,
    ...given,
  } satisfies Session;
}
