import { z } from "zod";
import { invalidRequest } from "../protocol/stripe-fault.ts";

/** What a control was sent, checked. An empty body stands for `{}`. */
export function readBody<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text || "{}");
  } catch {
    throw invalidRequest("The body must be JSON.");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(z.prettifyError(result.error));
  return result.data;
}
