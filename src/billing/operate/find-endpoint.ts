import type Stripe from "stripe";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

export function webhookUrlOf(publicUrl: string): string {
  return `${publicUrl}/api/webhooks/stripe`;
}

/** Whether an address is one of this machine only: Stripe can't call it, a local Stripe can. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);
}

/** The account's webhook endpoint for our address; one that is enabled before one that is not. */
export async function findEndpoint(stripe: Stripe, publicUrl: string): Promise<Stripe.WebhookEndpoint | null> {
  const all = await stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  const wanted = comparable(webhookUrlOf(publicUrl));
  const ours = all.filter(({ url }) => comparable(url) === wanted);
  return ours.find(({ status }) => status === "enabled") ?? ours[0] ?? null;
}

/** All names of this machine are one. */
function comparable(url: string): string {
  if (!isLoopback(url)) return url;
  const address = new URL(url);
  address.hostname = "localhost";
  return address.href;
}
