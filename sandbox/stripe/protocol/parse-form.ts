import qs from "qs";
import { invalidRequest } from "./stripe-fault.ts";

export type Form = Record<string, unknown>;

/** Reads `a[b][0]=c` into nested objects and arrays, as Stripe's SDKs write them. */
export function parseForm(text: string): Form {
  try {
    return qs.parse(text, {
      depth: 12,
      strictDepth: true,
      arrayLimit: 1000,
      parameterLimit: 5000,
      allowPrototypes: true,
    });
  } catch {
    throw invalidRequest("Invalid request: the parameters could not be read (are they nested too deeply?)");
  }
}
