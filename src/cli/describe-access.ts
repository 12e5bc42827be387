import { formatMoment } from "../billing/index.ts";
import type { Access } from "../contract/index.ts";

/** "granted (weekly) until ...: subscription_active". */
export function describeAccess({ granted, plan, until, reason }: Access): string {
  if (!granted) return `no access: ${reason}`;
  const what = plan === null ? "" : ` (${plan})`;
  return `access${what} ${until === null ? "without an end" : `until ${formatMoment(until)}`}: ${reason}`;
}
