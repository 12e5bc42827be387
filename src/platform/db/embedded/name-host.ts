import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Names the place in which process ids and loopback ports mean the same: this boot of this machine or container. */
export function nameHost(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")} ${readlinkSync("/proc/self/ns/net")}`;
  } catch {
    return hostname();
  }
}
