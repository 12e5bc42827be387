export interface Decline {
  code: string;
  decline_code: string;
  message: string;
}

export interface TestCard {
  number: string;
  /** Shown beside the number on the hosted page. */
  label: string;
  /** Refused at once, with this reason. */
  decline?: Decline;
  /** The bank asks the buyer at the first payment, and again later unless the card was set up then. */
  asksAuthentication?: true;
  /** The bank asks each time, so a payment without the buyer always waits for him. */
  alwaysAuthenticates?: true;
  /** Pays when the buyer is present and fails at each renewal. */
  failsRenewal?: true;
  /** Pays, and the cardholder complains right after. */
  dispute?: { reason: string; inquiry: boolean };
  /** Pays; a refund waits for the bank before it succeeds, or succeeds and comes back. */
  refund?: "succeeds_late" | "fails_late";
  listed?: true;
}

const declined = (decline_code: string, message = "Your card was declined.", code = "card_declined"): Decline => ({
  code,
  decline_code,
  message,
});

/** Stripe's published test numbers that matter here; any other number is refused as a real card would be. */
export const TEST_CARDS: readonly TestCard[] = [
  { number: "4242424242424242", label: "Pays", listed: true },
  { number: "4000000000000002", label: "Is declined", decline: declined("generic_decline"), listed: true },
  {
    number: "4000000000009995",
    label: "Has insufficient funds",
    decline: declined("insufficient_funds", "Your card has insufficient funds."),
    listed: true,
  },
  { number: "4000002500003155", label: "Asks for authentication", asksAuthentication: true, listed: true },
  {
    number: "4000002760003184",
    label: "Asks for authentication each time",
    asksAuthentication: true,
    alwaysAuthenticates: true,
  },
  { number: "4000000000000341", label: "Pays now, fails on renewal", failsRenewal: true, listed: true },
  {
    number: "4000000000000259",
    label: "Pays, then is disputed",
    dispute: { reason: "fraudulent", inquiry: false },
    listed: true,
  },
  {
    number: "4000000000002685",
    label: "Pays, then is disputed as not received",
    dispute: { reason: "product_not_received", inquiry: false },
  },
  {
    number: "4000000000001976",
    label: "Pays, then is asked about by the bank",
    dispute: { reason: "general", inquiry: true },
    listed: true,
  },
  { number: "4000000000007726", label: "Pays; a refund is slow", refund: "succeeds_late", listed: true },
  { number: "4000000000005126", label: "Pays; a refund fails later", refund: "fails_late", listed: true },
  { number: "5555555555554444", label: "Pays (Mastercard)" },
  { number: "378282246310005", label: "Pays (American Express)" },
  {
    number: "4000000000000069",
    label: "Has expired",
    decline: declined("expired_card", "Your card has expired.", "expired_card"),
  },
  {
    number: "4000000000000127",
    label: "Has a wrong CVC",
    decline: declined("incorrect_cvc", "Your card's security code is incorrect.", "incorrect_cvc"),
  },
  {
    number: "4000000000000119",
    label: "Meets a processing error",
    decline: declined(
      "processing_error",
      "An error occurred while processing your card. Try again in a little bit.",
      "processing_error",
    ),
  },
];

const NOT_A_TEST_CARD: TestCard = {
  number: "",
  label: "Unknown",
  decline: declined(
    "live_mode_test_card",
    "Your card was declined. Your request was in test mode, but used a non test card.",
  ),
};

export function findTestCard(number: string): TestCard {
  return TEST_CARDS.find((card) => card.number === number) ?? NOT_A_TEST_CARD;
}
