import { Link } from "@tanstack/react-router";
import type { User } from "../../contract/index.ts";
import { useBilling } from "../api/billing-queries.ts";
import { explainError } from "../api/explain-error.ts";
import { Button } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";
import { describeAccess } from "./access-words.ts";
import { chooseNextStep } from "./choose-next-step.ts";
import { NextStep } from "./next-step.tsx";
import { SubscriptionSwitch } from "./subscription-switch.tsx";

/** Access on the account page, in short; the billing page has the rest. */
export function AccountAccess({ user }: { user: User }) {
  const { data, error, refetch } = useBilling(user);
  if (data) {
    const { title, text } = describeAccess(data.access);
    const step = chooseNextStep(data);
    return (
      <div className="space-y-5">
        <div aria-live="polite">
          <p className="font-semibold">{title}.</p>
          <p>{text}</p>
        </div>
        {step ? <NextStep step={step} /> : null}
        {data.subscription ? <SubscriptionSwitch user={user} subscription={data.subscription} /> : null}
        <p>
          <Link to="/account/billing">Your plan, card and receipts</Link>
        </p>
      </div>
    );
  }
  if (!error) return <Loading what="Loading your access" />;
  return (
    <div className="space-y-3">
      <ErrorNotice {...explainError(error, "Your access itself is not touched by this.")} />
      <Button onClick={() => refetch()}>Try again</Button>
    </div>
  );
}
