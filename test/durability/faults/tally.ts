/** What happened during a run, counted where it happens. */
export type Tally = {
  students: number;
  kills: number;
  failedStarts: number;
  crashes: number;
  inTrouble: boolean;
  /** Calls of the local Stripe's API during the trouble; a retry is a call of its own. */
  apiCalls: number;
  /** Ids that a student was given. */
  handedOut: Set<string>;
  sessionsPaid: number;
  declined: number;
  /** Payments for what had been paid already: each must come back. */
  doubleCharges: number;
  cancels: number;
  resumes: number;
  /** Given back by the operator, in full or in part. */
  refunds: number;
  disputes: number;
  /** Milliseconds from a payment to the first answer of /api/access that grants. */
  waits: number[];
};

export function createTally(): Tally {
  const acts = { sessionsPaid: 0, declined: 0, doubleCharges: 0, cancels: 0, resumes: 0, refunds: 0, disputes: 0 };
  return {
    students: 0,
    kills: 0,
    failedStarts: 0,
    crashes: 0,
    inTrouble: false,
    apiCalls: 0,
    handedOut: new Set(),
    ...acts,
    waits: [],
  };
}
