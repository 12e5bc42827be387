import type { Billing, User } from "../../contract/index.ts";
import { useBilling } from "../api/billing-queries.ts";
import { explainError } from "../api/explain-error.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading, Section } from "../ui/page.tsx";
import { describeBilling } from "./billing-words.ts";
import { CardAndInvoices } from "./card-and-invoices.tsx";
import { chooseNextStep } from "./choose-next-step.ts";
import { NextStep } from "./next-step.tsx";
import { Receipts } from "./receipts.tsx";
import { SubscriptionSwitch } from "./subscription-switch.tsx";
import { Upgrade } from "./upgrade.tsx";

/** Everything about somebody's plan and money, and every way to change it. */
export function BillingOverview({ user }: { user: User }) {
  const { data, error, isFetching, refetch } = useBilling(user);
  if (data) return isUntouched(data) ? <NothingBought /> : <Overview user={user} billing={data} />;
  if (!error) return <Loading what="Loading your plan" />;
  return (
    <div className="space-y-3">
      <ErrorNotice
        title="Your plan can't be shown right now"
        {...explainError(error, "Your access and your payments are not touched by this.")}
      />
      <Button onClick={() => refetch()} busy={isFetching && "Trying again"}>
        Try again
      </Button>
    </div>
  );
}

function isUntouched({ access, subscription, hasPortal }: Billing): boolean {
  return access.reason === "no_purchase" && subscription === null && !hasPortal;
}

function NothingBought() {
  return (
    <div className="space-y-6">
      <div className="reading">
        <p>
          You have bought nothing yet, so there is nothing to pay and nothing to cancel. Once you have, this page has:
        </p>
        <ul>
          <li>your plan, and on which day it renews for how much</li>
          <li>one button to cancel, and one to take that back</li>
          <li>your card and each receipt</li>
        </ul>
      </div>
      <ButtonLink to="/subscription" look="next">
        See the plans
      </ButtonLink>
    </div>
  );
}

function Overview({ user, billing }: { user: User; billing: Billing }) {
  const { access, subscription } = billing;
  const { title, lines } = describeBilling(billing);
  const step = chooseNextStep(billing);
  const upgradable = subscription !== null && access.plan !== "one-time" && access.reason !== "disputed";
  return (
    <>
      <div aria-live="polite">
        <Section id="plan" title={title}>
          <div className="space-y-6">
            <div className="reading">
              {lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </div>
            {step ? <NextStep step={step} /> : null}
            {subscription ? <SubscriptionSwitch user={user} subscription={subscription} /> : null}
          </div>
        </Section>
      </div>
      <CardAndInvoices billing={billing} step={step} />
      {upgradable ? (
        <Section id="lifetime" title="Change to lifetime access">
          <Upgrade user={user} subscription={subscription} />
        </Section>
      ) : null}
      <Section id="receipts" title="Receipts">
        <Receipts user={user} />
      </Section>
    </>
  );
}
