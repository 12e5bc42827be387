import { z } from "zod";
import { buildWebhookEndpoint } from "../objects/build-webhook-endpoint.ts";
import { endpoint } from "../protocol/endpoint.ts";
import { listPage } from "../protocol/list-page.ts";
import { randomBase62 } from "../protocol/make-id.ts";
import * as p from "../protocol/params.ts";
import { API_VERSION } from "../protocol/stripe-fault.ts";
import { changeRow } from "../store/change-row.ts";
import { mergeMetadata } from "../store/merge-metadata.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { findRow } from "./find-row.ts";
import { onlyGiven } from "./only-given.ts";

const PATH = "/v1/webhook_endpoints";
const enabledEvents = z.array(z.enum(EVENT_TYPES)).min(1);
const creation = z.strictObject({
  api_version: z.enum([API_VERSION]).optional(),
  description: p.clearableText.optional(),
  enabled_events: enabledEvents,
  metadata: p.metadata.optional(),
  url: p.url,
});
const update = z.strictObject({
  description: p.clearableText.optional(),
  disabled: p.flag.optional(),
  enabled_events: enabledEvents.optional(),
  metadata: p.metadata.optional(),
  url: p.url.optional(),
});

export const webhookEndpoints = [
  endpoint("POST", PATH, creation, (ctx, { metadata, url, enabled_events, ...given }) => {
    const made = buildWebhookEndpoint(ctx.now, {
      ...onlyGiven(given),
      enabled_events,
      metadata: mergeMetadata({}, metadata),
      url,
    });
    const secret = `whsec_${randomBase62(32)}`;
    ctx.store.put("webhook_endpoint", made.id, made);
    ctx.store.put("endpoint_secret", made.id, { id: made.id, secret });
    // The secret is shown this once.
    return { ...made, secret };
  }),

  endpoint("GET", PATH, z.strictObject(p.listing), (ctx, params) =>
    listPage(PATH, ctx.store.all("webhook_endpoint"), params),
  ),

  endpoint("GET", `${PATH}/:id`, p.none, (ctx, _, id) => findRow(ctx, "webhook_endpoint", id)),

  endpoint("POST", `${PATH}/:id`, update, (ctx, { metadata, disabled, ...given }, id) => {
    const old = findRow(ctx, "webhook_endpoint", id);
    const status = disabled === undefined ? old.status : disabled ? "disabled" : "enabled";
    const patch = { ...onlyGiven(given), metadata: mergeMetadata(old.metadata, metadata), status };
    return changeRow(ctx, "webhook_endpoint", old, patch);
  }),

  endpoint("DELETE", `${PATH}/:id`, p.none, (ctx, _, id) => {
    findRow(ctx, "webhook_endpoint", id);
    ctx.store.remove("webhook_endpoint", id);
    ctx.store.remove("endpoint_secret", id);
    return { id, object: "webhook_endpoint", deleted: true };
  }),
];
