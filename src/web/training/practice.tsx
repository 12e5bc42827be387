import type { ReactNode } from "react";
import type { Access, User } from "../../contract/index.ts";
import { explainError } from "../api/explain-error.ts";
import { useAccess, usePlans } from "../api/queries.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";

interface PracticeProps {
  user: User;
  /** The plans in a line of words; training does not know prices. */
  priceLine: (plans: ReturnType<typeof usePlans>["plans"]) => string | null;
  describe: (access: Access) => { title: string; text: string };
  /** Where to pay for access that is there but for a payment. */
  wayToBilling: (access: Access) => ReactNode;
}

/** The gate to practice: what access gives, or what is here today. */
export function Practice({ user, priceLine, describe, wayToBilling }: PracticeProps) {
  const access = useAccess(user);
  const { plans } = usePlans();
  if (access.data?.granted) return <Today />;
  if (access.data) {
    const { reason } = access.data;
    const wayToPay = reason === "subscription_unpaid" ? wayToBilling(access.data) : null;
    return <Gate said={describe(access.data)} reason={reason} price={priceLine(plans)} wayToPay={wayToPay} />;
  }
  if (access.error) {
    return (
      <div className="space-y-4">
        <ErrorNotice {...explainError(access.error, "Your access itself is not touched by this.")} />
        <Button onClick={() => access.refetch()}>Try again</Button>
      </div>
    );
  }
  return <Loading what="Checking your access" />;
}

function Gate({
  said,
  reason,
  price,
  wayToPay,
}: {
  said: { title: string; text: string };
  reason: string;
  price: string | null;
  wayToPay: ReactNode;
}) {
  return (
    <div className="space-y-6">
      {reason === "no_purchase" ? null : (
        <Notice title={said.title}>
          <p>{said.text}</p>
        </Notice>
      )}
      <div className="reading">
        <p>Access opens everything in practice: drills by question type and timed sections, as they are published.</p>
        <p>The question bank is still being written, so there is nothing to drill today.</p>
        {price ? <p>{price}</p> : null}
      </div>
      {wayToPay ?? (
        <ButtonLink to="/subscription" look="next">
          See the plans
        </ButtonLink>
      )}
    </div>
  );
}

function Today() {
  return (
    <div className="space-y-8">
      <div className="reading">
        <p>You have access. There is nothing to drill yet: drills arrive with the question bank.</p>
        <p>
          Each question in it is written from scratch, solved by somebody who has not seen the key, and published only
          when that answer and the key agree. We would rather be late than train you on wrong keys.
        </p>
      </div>
      <section aria-labelledby="works-today" className="border-t border-rule pt-6">
        <h2 id="works-today">What works today</h2>
        <ul className="reading mt-3 list-disc space-y-1 pl-5">
          <li>Your account, and signing in on several devices</li>
          <li>Your plan, its dates and your receipts, on the billing page</li>
          <li>Four reading themes, at the foot of each page</li>
          <li>All that we keep about you, as a download</li>
        </ul>
      </section>
      <ButtonLink to="/account/billing" look="next">
        Check your plan and its dates
      </ButtonLink>
    </div>
  );
}
