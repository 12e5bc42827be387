import { Link, useLocation } from "@tanstack/react-router";
import { useLayoutEffect, useRef } from "react";
import type { Billing } from "../../contract/index.ts";
import { useBilling } from "../api/billing-queries.ts";
import { useAccess, useSession } from "../api/queries.ts";
import { forgetBannerRoom, keepBannerRoom } from "./banner-room.ts";
import { NextStep } from "./next-step.tsx";
import { describePastDue } from "./past-due-words.ts";

const BILLING = "/account/billing";

/** On every page of somebody whose payment failed, but the billing page, which says it itself and at length. */
export function PastDueBanner() {
  const { user } = useSession();
  const access = useAccess(user);
  const isPastDue = access.data?.reason === "subscription_past_due";
  const billing = useBilling(user, { enabled: isPastDue });
  const isElsewhere = useLocation({ select: ({ pathname }) => pathname.replace(/\/$/, "") !== BILLING });

  const isClear = user === null || (access.data !== undefined && !isPastDue);
  useLayoutEffect(() => {
    if (isClear) forgetBannerRoom();
  }, [isClear]);
  if (!isElsewhere) return null;
  const shown = isPastDue && (billing.data !== undefined || billing.error !== null);
  return (
    <div className="banner-room">{shown ? <Banner billing={billing.data} until={access.data?.until} /> : null}</div>
  );
}

function Banner({ billing, until }: { billing: Billing | undefined; until: string | null | undefined }) {
  const band = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (band.current) keepBannerRoom(band.current.offsetHeight);
  });
  const { title, text, step } = describePastDue(until ?? null, billing);
  return (
    <aside ref={band} aria-label="Your payment" className="border-b border-rule bg-sheet">
      <div className="mx-auto flex max-w-[66rem] flex-wrap items-center justify-between gap-x-8 gap-y-3 px-5 py-3">
        <div className="max-w-[42rem]">
          <p className="font-semibold">{title}</p>
          <p>{text}</p>
        </div>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          {step ? <NextStep step={step} look="plain" /> : null}
          <Link to={BILLING}>See what is open</Link>
        </div>
      </div>
    </aside>
  );
}
