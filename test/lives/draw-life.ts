import fc from "fast-check";
import { type Act, CARDS, type Card, type Life, PAYERS, type Pick, STEPS_OF_A_DISPUTE, type Step } from "./life.ts";

const plan = fc.constantFrom("weekly", "one-time");
const as = fc.constantFrom(...PAYERS);
const which = fc.nat(2);
const card = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Card>("a good card") },
  { weight: 3, arbitrary: fc.constantFrom(...(Object.keys(CARDS) as Card[])) },
);
const at = fc.nat(60);

/** Hours that matter: across a renewal, the draft's hour, the 72 hours of grace, the retries, several weeks. */
const hours = fc.constantFrom(1, 2, 3, 24, 71, 73, 96, 167, 168, 169, 171, 200, 340, 505);

const buy = (plans = plan): fc.Arbitrary<Act> => fc.record({ do: fc.constant("buy"), plan: plans, as, card });
const open = (payer = as): fc.Arbitrary<Act> => fc.record({ do: fc.constant("open checkout"), plan, as: payer });
const payAll: fc.Arbitrary<Act> = fc.record({ do: fc.constant("pay all open checkouts"), card });
const pass: fc.Arbitrary<Act> = fc.record({ do: fc.constant("let time pass"), hours });

/** Most of what can go wrong needs something bought: so each life begins with one of these. */
const beginning: fc.Arbitrary<Act[]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(buy()) },
  // The owner's checkout and a guest's can both be paid: the one way to pay for the same thing twice.
  { weight: 3, arbitrary: fc.tuple(open(fc.constant("owner")), open(fc.constant("guest")), payAll) },
  { weight: 3, arbitrary: fc.tuple(buy(fc.constant("weekly")), pass) },
  { weight: 2, arbitrary: fc.tuple(buy(), buy()) },
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: buy() },
  { weight: 3, arbitrary: open() },
  { weight: 3, arbitrary: payAll },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("visit the success page"), which }) },
  { weight: 7, arbitrary: pass },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("card goes bad") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("mend card and pay") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("resume") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("set the end at Stripe"), ends: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel at once at Stripe") }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("refund"), plan, which, part: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("a refund fails"), which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("dispute"), plan, which, inquiry: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("the bank moves a dispute"),
      which,
      to: fc.constantFrom(...STEPS_OF_A_DISPUTE),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete the customer at Stripe"), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("run the jobs") }) },
);

const pick: fc.Arbitrary<Pick> = fc.record({
  at,
  again: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

function steps(post: fc.Arbitrary<readonly Pick[]>): fc.Arbitrary<readonly Step[]> {
  const step = (given: fc.Arbitrary<Act>): fc.Arbitrary<Step> =>
    fc.record({ act: given, pause: fc.constantFrom(1, 0, 20, 700), post, together: fc.boolean() });
  const first = fc
    .tuple(beginning, fc.array(step(pass), { minLength: MOST_FIRST, maxLength: MOST_FIRST }))
    .map(([acts, circumstances]) => acts.flatMap((each, n) => ({ ...(circumstances[n] as Step), act: each })));
  const rest = fc.array(step(act), { maxLength: 9 });
  return fc.tuple(first, rest).map((parts) => parts.flat());
}

/** Acts in the longest beginning. */
const MOST_FIRST = 3;

/** Either all events come when the life is over, or some of them already while it goes on. */
export const life: fc.Arbitrary<Life> = fc.record({
  steps: fc.oneof(steps(fc.constant([])), steps(fc.array(pick, { maxLength: 8 }))),
  afterRetries: fc.constantFrom("canceled", "unpaid", "past_due"),
  order: fc.array(fc.nat(200), { minLength: 1, maxLength: 12 }),
  lost: fc.oneof(
    { weight: 3, arbitrary: fc.array(at, { maxLength: 6 }) },
    { weight: 1, arbitrary: fc.array(at, { minLength: 80, maxLength: 80 }) },
  ),
  again: fc.array(at, { maxLength: 3 }),
  together: fc.boolean(),
  trouble: fc.option(fc.nat(0xffff_ffff), { nil: null, freq: 2 }),
  repair: fc.oneof(
    { weight: 3, arbitrary: fc.constant("list of events" as const) },
    { weight: 1, arbitrary: fc.constant("sweep" as const) },
  ),
});
