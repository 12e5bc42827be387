import { type CardEntry, cardOfNumber, readCard } from "../payments/read-card.ts";
import type { Form } from "../protocol/parse-form.ts";
import type { CheckoutView, FieldName } from "./checkout-page.ts";

interface Entry {
  card: CardEntry;
  email: string;
  name: string;
}

type Payment = { typed: CheckoutView["typed"] } & (
  | { kind: "valid"; entry: Entry }
  | { kind: "invalid"; errors: CheckoutView["errors"] }
);

/** What the buyer typed into the hosted page, with the faults of each field in words. */
export function readPayment(form: Form, terms: { fixedEmail: string | null; free: boolean; now: Date }): Payment {
  const get = (name: FieldName) => (typeof form[name] === "string" ? form[name].trim() : "");
  const email = terms.fixedEmail ?? get("email");
  const name = get("name");
  const typed = { email, name, number: get("number"), expiry: get("expiry") };
  const emailFault: CheckoutView["errors"] = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
    ? {}
    : { email: "Your email is incomplete." };
  const isEmailFine = Object.keys(emailFault).length === 0;
  if (terms.free) {
    const entry = { card: cardOfNumber("4242424242424242", terms.now), email, name };
    return isEmailFine ? { kind: "valid", entry, typed } : { kind: "invalid", errors: emailFault, typed };
  }
  const read = readCard({ number: get("number"), expiry: get("expiry"), cvc: get("cvc") }, terms.now);
  const nameFault: CheckoutView["errors"] = name ? {} : { name: "Your name is missing." };
  if ("card" in read && isEmailFine && name) return { kind: "valid", entry: { card: read.card, email, name }, typed };
  return { kind: "invalid", errors: { ...emailFault, ...("errors" in read ? read.errors : {}), ...nameFault }, typed };
}
