import { createHmac } from "node:crypto";

/** Stripe's scheme v1: HMAC-SHA256 over the time and the exact bytes of the body. */
export function signPayload(body: string, secret: string, unixSeconds: number): string {
  const signature = createHmac("sha256", secret).update(`${unixSeconds}.${body}`).digest("hex");
  return `t=${unixSeconds},v1=${signature}`;
}
