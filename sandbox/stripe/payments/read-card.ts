export interface CardEntry {
  number: string;
  brand: "visa" | "mastercard" | "amex";
  exp_month: number;
  exp_year: number;
}

export interface CardText {
  number: string;
  expiry: string;
  cvc: string;
}

/** What the buyer typed, or what is wrong with each field in words to show beside it. */
export function readCard(
  text: CardText,
  now: Date,
): { card: CardEntry } | { errors: Partial<Record<keyof CardText, string>> } {
  const number = text.number.replaceAll(/[\s-]/g, "");
  const expiry = readExpiry(text.expiry);
  const brand = brandOf(number);
  const errors: Partial<Record<keyof CardText, string>> = {};
  if (!/^\d{13,19}$/.test(number)) errors.number = "Your card number is incomplete.";
  else if (!passesLuhn(number)) errors.number = "Your card number is invalid.";
  if (!expiry) errors.expiry = "Your card's expiration date is incomplete.";
  else if (isPast(expiry, now)) errors.expiry = "Your card's expiration date is in the past.";
  const digits = brand === "amex" ? 4 : 3;
  if (!new RegExp(`^\\d{${digits}}$`).test(text.cvc.trim()))
    errors.cvc = `Your card's security code needs ${digits} digits.`;
  if (!expiry || Object.keys(errors).length > 0) return { errors };
  return { card: { number, brand, exp_month: expiry.month, exp_year: expiry.year } };
}

/** A card for the API's shortcuts: only its number matters. */
export function cardOfNumber(number: string, now: Date): CardEntry {
  return { number, brand: brandOf(number), exp_month: 12, exp_year: now.getUTCFullYear() + 5 };
}

function readExpiry(text: string): { month: number; year: number } | null {
  const match = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(text);
  const month = Number(match?.[1]);
  if (!match || month < 1 || month > 12) return null;
  const year = Number(match[2]);
  return { month, year: year < 100 ? 2000 + year : year };
}

/** A card is good to the end of its month. */
function isPast({ month, year }: { month: number; year: number }, now: Date): boolean {
  return now.getTime() >= Date.UTC(year, month, 1);
}

function brandOf(number: string): CardEntry["brand"] {
  if (/^3[47]/.test(number)) return "amex";
  return /^(5[1-5]|2[2-7])/.test(number) ? "mastercard" : "visa";
}

function passesLuhn(number: string): boolean {
  const digits = Array.from(number, Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
