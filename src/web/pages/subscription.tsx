import { useSearch } from "@tanstack/react-router";
import type { PlanId } from "../../contract/index.ts";
import { Subscription } from "../billing/subscription.tsx";
import { Page } from "../ui/page.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

export default function SubscriptionPage() {
  const { canceled, expired, plan } = useSearch({ from: "/subscription" });
  const hydrated = useHydrated();
  return (
    <Page
      width="wide"
      title="Two plans, the same practice"
      lede={
        <>
          <p>Both open everything in practice. They differ in how long it lasts and how you pay.</p>
          <p>The question bank is still being written, so there is nothing to drill today.</p>
        </>
      }
    >
      <Subscription
        canceled={canceled === "true"}
        expired={hydrated && expired === "true"}
        chosen={hydrated ? planIn(plan) : undefined}
      />
    </Page>
  );
}

function planIn(text: string | undefined): PlanId | undefined {
  return text === "weekly" || text === "one-time" ? text : undefined;
}
