import { z } from "zod";

/** Every refusal has this body; the HTTP status says what kind it is, the `X-Request-Id` header finds it in the log. */
export const ErrorBody = z
  .object({ error: z.string().meta({ example: "Missing userId or planId" }) })
  .meta({ id: "Error", description: "What was refused and why, in words that may be shown to a customer." });
export type ErrorBody = z.infer<typeof ErrorBody>;
