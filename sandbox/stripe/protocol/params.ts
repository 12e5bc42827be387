import { z } from "zod";
import { CURRENCIES } from "./currencies.ts";

// The kinds of value Stripe accepts. Everything arrives as text; an empty text unsets what may be unset.

export const text = z.string().min(1).max(5000);
export const clearableText = z
  .string()
  .max(5000)
  .transform((value) => (value === "" ? null : value));
export const id = z.string().min(1).max(255);
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, "Invalid integer")
  .transform(Number);
export const count = integer.refine((value) => value >= 1, "This value must be greater than or equal to 1.");
export const amount = integer.refine((value) => value >= 0, "This value must be greater than or equal to 0.");
export const flag = z.enum(["true", "false"], "Invalid boolean").transform((value) => value === "true");
export const currency = z
  .string()
  .transform((value) => value.toLowerCase())
  .refine((value) => CURRENCIES.includes(value), {
    error: ({ input }) =>
      `Invalid currency: ${input}. Stripe currently supports these currencies: ${CURRENCIES.join(", ")}`,
  });
export const email = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "Invalid email address");
export const url = z
  .string()
  .max(5000)
  .refine((value) => URL.canParse(value) && /^https?:/i.test(value), "Not a valid URL");

/** Up to 50 keys of 40 characters with values of 500; an empty value removes its key, an empty text removes all. */
export const metadata = z.union([
  z.record(z.string(), z.string()).superRefine((given, { addIssue }) => {
    const size = Object.keys(given).length;
    if (size > 50) {
      addIssue({ code: "custom", message: `Metadata can have up to 50 keys, but you passed in ${size} keys.` });
    }
    for (const [key, value] of Object.entries(given)) {
      if (key === "") addIssue({ code: "custom", message: "Metadata keys cannot be empty." });
      if (key.length > 40) addIssue({ code: "custom", message: tooLong("key", 40, key) });
      if (value.length > 500) addIssue({ code: "custom", message: tooLong("value", 500, value), path: [key] });
    }
  }),
  z.literal(""),
]);

function tooLong(part: "key" | "value", limit: number, text: string): string {
  const { length } = text;
  return `Metadata ${part}s can have up to ${limit} characters, but you passed in a ${part} that is ${length} characters. Invalid ${part}: ${text}`;
}

export const createdRange = z.union([
  integer,
  z.strictObject({ gt: integer.optional(), gte: integer.optional(), lt: integer.optional(), lte: integer.optional() }),
]);

/** Keys that every list endpoint accepts. */
export const listing = {
  limit: integer.optional(),
  starting_after: id.optional(),
  ending_before: id.optional(),
};

export const none = z.strictObject({});
