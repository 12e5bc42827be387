import { CodeBlock } from "../ui/code-block.tsx";
import { CHECKOUT_PATH, curlExample, ENV_EXAMPLE, fetchExample, REDIRECT_EXAMPLE } from "./checkout-examples.ts";
import type { OpenApi, Operation } from "./openapi-document.ts";
import { OperationReference } from "./operation-reference.tsx";
import { TryCheckout } from "./try-checkout.tsx";

interface CheckoutReferenceProps {
  document: OpenApi;
  operation: Operation | undefined;
  sandbox: boolean;
  /** Where the examples send their calls; a stand-in until the browser knows better. */
  origin: string;
}

/** The first page: prose stands here, parameters and answers come from the document, so they can't drift. */
export function CheckoutReference({ document, operation, sandbox, origin }: CheckoutReferenceProps) {
  return (
    <section aria-labelledby="checkout" className="space-y-8">
      <div>
        <h2 id="checkout" tabIndex={-1}>
          Create a checkout session
        </h2>
        <p className="mt-2">
          <code className="wrap-anywhere">POST {CHECKOUT_PATH}</code>
        </p>
        <div className="reading mt-4">
          <p>
            Creates a Stripe Checkout Session that sells access to one account, and answers with its id. Nothing is
            charged until the buyer confirms on Stripe’s page.
          </p>
        </div>
      </div>
      <CodeBlock label="With curl" code={curlExample(origin, "user_123abc", "weekly")} />
      <CodeBlock label="In TypeScript" code={fetchExample("user_123abc", "weekly")} />
      {operation ? <OperationReference document={document} operation={operation} /> : null}
      {sandbox ? <TryCheckout /> : null}
      <Plans />
      <Flow />
      <Integration />
    </section>
  );
}

function Plans() {
  return (
    <div className="space-y-3">
      <h3 id="prices">Plans and prices</h3>
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        <PlanFacts
          planId="weekly"
          mode="subscription"
          buys="Weekly access that renews"
          price="STRIPE_WEEKLY_PRICE_ID"
        />
        <PlanFacts planId="one-time" mode="payment" buys="Lifetime access" price="STRIPE_ONE_TIME_PRICE_ID" />
      </div>
      <p>The operator sets the price ids in the environment. Amounts live at Stripe and nowhere else.</p>
      <CodeBlock label="Environment" code={ENV_EXAMPLE} />
    </div>
  );
}

function PlanFacts({ planId, mode, buys, price }: { planId: string; mode: string; buys: string; price: string }) {
  return (
    <div className="border-t border-rule pt-3">
      <p className="font-semibold">
        <code>{planId}</code>
      </p>
      <p>{buys}</p>
      <p className="text-quiet">
        Stripe mode <code className="text-ink">{mode}</code>
      </p>
      <p className="text-quiet">
        Price id from <code className="wrap-anywhere text-ink">{price}</code>
      </p>
    </div>
  );
}

function Flow() {
  return (
    <div className="space-y-3">
      <h3 id="flow">How a purchase goes</h3>
      <ol className="reading list-decimal space-y-2 pl-5">
        <li>Your page asks for a session with the user’s id and a plan, and gets its id.</li>
        <li>
          The browser goes to <code className="wrap-anywhere">/subscription/checkout/:sessionId</code>, which leads on
          to Stripe’s payment page.
        </li>
        <li>
          After paying, Stripe sends the buyer to{" "}
          <code className="wrap-anywhere">/subscription/success?session_id=...</code>. Whoever turns back lands on{" "}
          <code className="wrap-anywhere">/subscription?canceled=true</code>, and nothing is charged.
        </li>
        <li>
          Stripe tells us with <code className="wrap-anywhere">checkout.session.completed</code> at{" "}
          <code className="wrap-anywhere">POST /api/webhooks/stripe</code>. We take it as a hint and read the state
          again from Stripe. The success page does the same, so access does not depend on which comes first.
        </li>
        <li>
          <code>GET /api/access</code> answers what the signed-in user may use, until when, and why.
        </li>
      </ol>
    </div>
  );
}

function Integration() {
  return (
    <div className="space-y-4">
      <h3 id="integration">Notes for integrators</h3>
      <ul className="reading list-disc space-y-2 pl-5">
        <li>
          The account must exist. A call needs no sign-in; when somebody is signed in, <code>userId</code> must be
          theirs. An operator can close the anonymous way with{" "}
          <code className="wrap-anywhere">CHECKOUT_REQUIRE_SIGN_IN=1</code>.
        </li>
        <li>A second call while a session is open answers with the same id. A retry is safe after any failure.</li>
        <li>
          Sessions carry <code>client_reference_id</code> and <code>metadata</code> with <code>userId</code> and{" "}
          <code>planId</code>, in Stripe’s API version 2023-10-16. Cards only, one line item, quantity 1.
        </li>
        <li>
          Our way to the payment page is a plain redirect:{" "}
          <code className="wrap-anywhere">GET /subscription/checkout/:sessionId</code> answers 303.{" "}
          <code>stripe.redirectToCheckout</code> works too, but only up to Stripe.js 7.10.0: version 8 removed it.
        </li>
        <li>
          Unknown keys in the body are ignored here, and only here. Each answer carries <code>X-Request-Id</code>, which
          finds it in the log.
        </li>
      </ul>
      <CodeBlock label="With an older Stripe.js" code={REDIRECT_EXAMPLE} />
    </div>
  );
}
