import { randomInt } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Stripe's older kinds have short ids; the newer ones start with 1 and carry part of the account's id. */
const SHORT = new Set(["cus", "prod", "si", "req"]);

export function randomBase62(length: number): string {
  return Array.from({ length }, () => BASE62[randomInt(62)]).join("");
}

export function makeId(prefix: string): string {
  return SHORT.has(prefix) ? `${prefix}_${randomBase62(14)}` : `${prefix}_1Sandbox${randomBase62(16)}`;
}

export function makeSessionId(): string {
  return `cs_test_a1${randomBase62(56)}`;
}
