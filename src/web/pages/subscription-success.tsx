import { useSearch } from "@tanstack/react-router";
import { CheckoutSuccess } from "../billing/checkout-success.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

export default function SubscriptionSuccessPage() {
  const sessionId = useSearch({ from: "/subscription/success" }).session_id;
  const hydrated = useHydrated();
  if (!hydrated) return <Page title="Your payment" lede={<p>This takes a few seconds.</p>} />;
  if (sessionId) {
    return (
      <div className="mx-auto w-full max-w-[40rem] px-5 pt-10 pb-16 sm:pt-14">
        <CheckoutSuccess key={sessionId} sessionId={sessionId} />
      </div>
    );
  }
  return (
    <Page title="No payment is named here" lede={<p>This page shows a payment right after the checkout.</p>}>
      <ButtonLink to="/account" look="next">
        See your access
      </ButtonLink>
    </Page>
  );
}
