import type Stripe from "stripe";

/** What each step of setting up an account is given. */
export type SetUpSteps = Readonly<{
  stripe: Stripe;
  /** Says what is being done or was found. */
  progress: (line: string) => void;
  /** Says what the operator has to do or to know. */
  note: (line: string) => void;
}>;
