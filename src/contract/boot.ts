import { z } from "zod";
import { Plan } from "./plans.ts";

/** What the server tells a page before any request of its own: stands in the HTML as JSON under the id `boot`. */
export const Boot = z.object({
  appName: z.string(),
  sandbox: z.boolean(),
  /** The Stripe sandbox's own address, only in sandbox mode with our local double. */
  sandboxUrl: z.string().nullable(),
  /** Null when Stripe could not be asked for the prices: the page then says so. */
  plans: z.array(Plan).nullable(),
  /** True when mails are kept on the outbox page instead of sent. */
  outbox: z.boolean(),
});
export type Boot = z.infer<typeof Boot>;
