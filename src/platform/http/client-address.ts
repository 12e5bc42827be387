import { isIPv6 } from "node:net";
import type { Context } from "hono";
import type { AppEnv } from "./app-env.ts";

/**
 * The caller's network address, as a rate limit counts it: an IPv6 address by its /64, which is one household.
 * X-Forwarded-For is believed only for as many of its last entries as we have proxies of our own.
 */
export function clientAddress(c: Context<AppEnv>, trustedProxyHops: number): string {
  const hops = [...(c.req.header("x-forwarded-for")?.split(",") ?? []), socketAddress(c)].map((hop) => hop.trim());
  const address = hops.at(-1 - Math.min(trustedProxyHops, hops.length - 1)) ?? "unknown";
  return isIPv6(address) && !address.startsWith("::ffff:")
    ? `${address.split(":").slice(0, 4).join(":")}::/64`
    : address;
}

/** True when the connection itself comes from this machine. */
export function isLoopback(c: Context<AppEnv>): boolean {
  return /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socketAddress(c));
}

function socketAddress(c: Context<AppEnv>): string {
  return c.env?.incoming?.socket.remoteAddress ?? "unknown";
}
