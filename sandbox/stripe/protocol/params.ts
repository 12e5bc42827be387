import { z } from "zod";

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
  .regex(/^[A-Za-z]{3}$/, "Invalid currency")
  .transform((value) => value.toLowerCase());
export const email = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "Invalid email address");
export const url = z
  .string()
  .max(5000)
  .refine((value) => URL.canParse(value) && /^https?:/i.test(value), "Not a valid URL");

/** Up to 50 keys of 40 characters with values of 500; an empty value removes its key, an empty text removes all. */
export const metadata = z.union([
  z.literal(""),
  z
    .record(z.string().min(1).max(40, "Metadata keys can have up to 40 characters"), z.string().max(500))
    .refine((value) => Object.keys(value).length <= 50, "You can have up to 50 metadata keys"),
]);

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
