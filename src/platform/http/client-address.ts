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
  return isIPv6(address) && !address.startsWith("::ffff:") ? networkOf(address) : address;
}

/** The first four of an IPv6 address's eight groups, written out: `2001:db8:0:0::/64`. */
export function networkOf(address: string): string {
  const [head = "", tail = ""] = (address.split("%")[0] ?? "")
    .split("::")
    .map((part) => part.split(":").filter(Boolean).join(":"));
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/**
 * True when the connection comes from this machine and was meant for it: a foreign name in Host is a page elsewhere
 * whose name was made to point here, and a proxy on this machine speaks for somebody elsewhere.
 */
export function isLoopback(c: Context<AppEnv>): boolean {
  if (c.req.header("x-forwarded-for") !== undefined) return false;
  const meant = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(c.req.header("host") ?? "");
  return meant && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socketAddress(c));
}

function socketAddress(c: Context<AppEnv>): string {
  return c.env?.incoming?.socket.remoteAddress ?? "unknown";
}
