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
  asksAuthentication?: true;
  /** Pays when the buyer is present and fails at each renewal. */
  failsRenewal?: true;
  /** Pays and is disputed as fraudulent; nothing acts on this yet (second half). */
  disputed?: true;
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
  { number: "4000000000000341", label: "Pays now, fails on renewal", failsRenewal: true, listed: true },
  { number: "4000000000000259", label: "Pays, then is disputed", disputed: true, listed: true },
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
