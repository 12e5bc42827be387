import { type CardEntry, cardOfNumber, readCard } from "../payments/read-card.ts";
import type { Form } from "../protocol/parse-form.ts";
import type { CardFieldName, Typed } from "./card-form.ts";
import type { FieldName } from "./checkout-page.ts";

type CardForm = { typed: Typed<CardFieldName>["typed"] } & (
  | { kind: "valid"; card: CardEntry; name: string }
  | { kind: "invalid"; errors: Typed<CardFieldName>["errors"] }
);

/** A card as somebody typed it, with the faults of each field in words. */
export function readCardForm(form: Form, now: Date): CardForm {
  const [number, expiry, cvc, name] = [get(form, "number"), get(form, "expiry"), get(form, "cvc"), get(form, "name")];
  const typed = { number, expiry, name };
  const read = readCard({ number, expiry, cvc }, now);
  if ("card" in read && name) return { kind: "valid", card: read.card, name, typed };
  const nameFault = name ? {} : { name: "Your name is missing." };
  return { kind: "invalid", errors: { ...("errors" in read ? read.errors : {}), ...nameFault }, typed };
}

interface Entry {
  card: CardEntry;
  email: string;
  name: string;
}

type Payment = { typed: Typed<FieldName>["typed"] } & (
  | { kind: "valid"; entry: Entry }
  | { kind: "invalid"; errors: Typed<FieldName>["errors"] }
);

/** What the buyer typed into the hosted checkout page. A free order asks for no card. */
export function readPayment(form: Form, terms: { fixedEmail: string | null; free: boolean; now: Date }): Payment {
  const email = terms.fixedEmail ?? get(form, "email");
  const errors = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? null : { email: "Your email is incomplete." };
  if (terms.free) {
    const typed = { email };
    if (errors) return { kind: "invalid", errors, typed };
    return { kind: "valid", entry: { card: cardOfNumber("4242424242424242", terms.now), email, name: "" }, typed };
  }
  const read = readCardForm(form, terms.now);
  const typed = { ...read.typed, email };
  if (read.kind === "invalid") return { kind: "invalid", errors: { ...errors, ...read.errors }, typed };
  if (errors) return { kind: "invalid", errors, typed };
  return { kind: "valid", entry: { card: read.card, email, name: read.name }, typed };
}

function get(form: Form, name: string): string {
  const value = form[name];
  return typeof value === "string" ? value.trim() : "";
}
