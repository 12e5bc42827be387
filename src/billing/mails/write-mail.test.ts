import { describe, expect, it } from "vitest";
import { AccessReason, type PlanId } from "../../contract/index.ts";
import type { Notice } from "../outbox/tasks.ts";
import { writeMail } from "./write-mail.ts";

type NoticeOf<K extends Notice["kind"]> = Extract<Notice, { kind: K }>;

const SENDER = { appName: "LSAT Practice", publicUrl: "https://lsat.example" };
const WEEK = { amount: 1900, currency: "usd" };
const LIFETIME = { amount: 19900, currency: "usd" };
const END = "2026-11-30T09:30:00.000Z";
const END_IN_WORDS = "Monday, November 30, 2026 at 9:30 AM UTC";

/** Every kind with its variants, and the facts that the reader must find. */
const NOTICES: [Notice, string[]][] = [
  [
    { ...bought("weekly"), total: WEEK, renewal: { ...WEEK, amount: 950 }, periodEnd: END },
    ["Charged: $19.00", "$9.50", END_IN_WORDS, "each week until you cancel"],
  ],
  [
    { ...bought("weekly"), by: "guest", total: WEEK, renewal: WEEK, periodEnd: END },
    ["Somebody paid $19.00 for your account", "Paid for you: $19.00", "each week until it is canceled"],
  ],
  [bought("weekly"), ["Charged: nothing"]],
  [{ ...bought("weekly"), by: "guest" }, ["Somebody got weekly access for your account"]],
  [{ ...bought("one-time"), total: LIFETIME }, ["Charged: $199.00", "never renews", "nothing to cancel"]],
  [
    { ...bought("one-time"), total: LIFETIME, weeklyEnds: END },
    ["never renews", `Your weekly subscription ends on ${END_IN_WORDS} and is not charged again`],
  ],
  [{ ...bought("one-time"), by: "guest", total: LIFETIME }, ["Somebody paid $199.00 for your account"]],
  [
    { kind: "renewal_failed", due: WEEK, accessUntil: END, nextAttempt: "2026-11-28T20:00:00.000Z" },
    ["$19.00", END_IN_WORDS, "Saturday, November 28, 2026 at 8:00 PM UTC"],
  ],
  [
    { kind: "renewal_failed", due: WEEK, accessUntil: END, nextAttempt: null },
    ["$19.00", END_IN_WORDS, "not tried again"],
  ],
  [
    { kind: "renewal_failed", due: WEEK, accessUntil: END, nextAttempt: "2026-11-30T10:30:00.000Z" },
    ["10:30 AM UTC. That is after your access ends"],
  ],
  [{ kind: "payment_recovered", periodEnd: END }, [END_IN_WORDS, "gone through"]],
  [{ kind: "canceled", accessUntil: END }, [END_IN_WORDS, "As you asked", "Nothing more is charged", "take the"]],
  [{ kind: "resumed", renewal: WEEK, periodEnd: END }, ["$19.00", END_IN_WORDS]],
  ...AccessReason.options.map((reason): [Notice, string[]] => [
    { kind: "access_ended", plan: "weekly", reason },
    ["Your weekly access has ended", "Your account and everything in it stay"],
  ]),
  [{ kind: "access_ended", plan: null, reason: "complimentary" }, ["Your access has ended", "given to you"]],
  [refunded({}), ["$19.00", "The week that it paid for ends", "canceled"]],
  [refunded({ ends: false }), ["$19.00", "earlier week, which is over", "The subscription goes on as it is"]],
  [refunded({ refunded: LIFETIME, plan: "one-time" }), ["$199.00", "lifetime"]],
  [
    refunded({ refunded: { ...WEEK, amount: 500 }, full: false, ends: false, plan: "one-time" }),
    ["$5.00 of your payment", "Your access stays as it is"],
  ],
  [refunded({ because: "duplicate" }), ["$19.00", "twice", "your access stays as it is"]],
  [refunded({ by: "guest" }), ["$19.00 of a payment that somebody made for your account", "the card that paid"]],
  [refunded({ by: "guest", full: false, ends: false }), ["Part of a payment for your account was refunded"]],
  [refunded({ by: "guest", because: "duplicate" }), ["Somebody paid for access that your account had already"]],
  [{ kind: "refund_failed", total: WEEK }, ["$19.00", "sent the money back", "Reply to this mail"]],
  [disputed({ inquiry: true }), ["$19.00", "No money has moved", "access stays"]],
  [disputed({ stopsRenewal: true }), ["$19.00", "is paused, and the weekly subscription does not renew", "withdraw"]],
  [disputed({}), ["$19.00", "is paused.", "reply to this mail"]],
  [disputed({ by: "guest", inquiry: true }), ["Somebody paid $19.00 for your account", "access stays"]],
  [disputed({ by: "guest" }), ["$19.00 that somebody made for your account is disputed with their bank", "is paused."]],
  [closed("owner", "won"), ["$19.00", "is back", "your billing page has it"]],
  [closed("owner", "lost"), ["$19.00", "has ended"]],
  [closed("owner", "inquiry_closed"), ["$19.00", "access stays"]],
  [closed("guest", "won"), ["Somebody paid $19.00", "is back", "start one of your own"]],
  [closed("guest", "lost"), ["Somebody paid $19.00", "the money went back to the card that paid", "has ended"]],
  [closed("guest", "inquiry_closed"), ["Somebody paid $19.00", "access stays"]],
];

function bought(plan: PlanId): NoticeOf<"purchase"> {
  return { kind: "purchase", by: "owner", plan, total: null, renewal: null, periodEnd: null, weeklyEnds: null };
}

function refunded(over: Partial<NoticeOf<"refund">>): Notice {
  const refund = { by: "owner", refunded: WEEK, full: true, plan: "weekly", because: "other", ends: true } as const;
  return { kind: "refund", ...refund, ...over };
}

function disputed(over: Partial<NoticeOf<"dispute_opened">>): Notice {
  return { kind: "dispute_opened", by: "owner", total: WEEK, inquiry: false, stopsRenewal: false, ...over };
}

function closed(by: NoticeOf<"dispute_closed">["by"], outcome: NoticeOf<"dispute_closed">["outcome"]): Notice {
  return { kind: "dispute_closed", by, total: WEEK, outcome };
}

describe.each(NOTICES)("the mail for %j", (notice, facts) => {
  const { subject, text, html } = writeMail(notice, SENDER);

  it("says its facts, in the text and in the HTML", () => {
    for (const fact of facts) {
      expect(text + subject).toContain(fact);
      expect(visible(html)).toContain(fact);
    }
  });

  it("says the same words and leads to the same places in both", () => {
    expect(words(visible(html))).toEqual(words(`${subject}\n${withoutWayUrls(text)}`));
    expect(hrefs(html)).toEqual(text.match(/^https:\S+$/gm));
  });

  it("ends with the billing page and how to reach us, and leads nowhere but to us and to Stripe", () => {
    expect(text).toMatch(/https:\/\/lsat\.example\/account\/billing\n\nIf .*reply to this mail\.\n\nLSAT Practice\n/);
    for (const href of hrefs(html)) expect(href).toMatch(/^https:\/\/(lsat\.example|invoice\.stripe\.com)(\/|$)/);
  });

  it("loads nothing, runs nothing, and needs no style element", () => {
    expect(html).not.toMatch(/<(img|link|script|style|iframe|form|object)\b|url\(|@import|\ssrc=|\son[a-z]+=/i);
  });

  it("is calm: a short subject, no exclamation mark, nothing left unfilled", () => {
    expect(subject.length).toBeLessThanOrEqual(60);
    expect(subject).toMatch(/^[A-Z].*[a-z]$/);
    expect(subject + text).not.toMatch(/!|undefined|null|NaN|Invalid/);
  });
});

it("never tells a reader for whom somebody else paid that the reader paid, or that it is the reader's bank", () => {
  const byGuest = NOTICES.map(([notice]) => notice).filter((notice) => "by" in notice && notice.by === "guest");
  expect(byGuest.length).toBeGreaterThan(0);
  for (const notice of byGuest) {
    const { subject, text } = writeMail(notice, SENDER);
    expect(subject + text).not.toMatch(/\byour (payment|bank|card|money)|you (had )?paid|you made|payment of yours/i);
  }
});

it("says that a subscription does not renew, or is canceled, only when it is so", () => {
  expect(writeMail(disputed({}), SENDER).text).not.toContain("renew");
  expect(writeMail(refunded({ ends: false }), SENDER).text).not.toMatch(/ends with it|canceled/);
  expect(writeMail({ ...bought("one-time"), total: LIFETIME }, SENDER).text).not.toContain("weekly");
});

it("names the act where there is something to pay, and the billing page elsewhere", () => {
  const unpaid: Notice = { kind: "access_ended", plan: "weekly", reason: "subscription_unpaid" };
  const failed: Notice = { kind: "renewal_failed", due: WEEK, accessUntil: END, nextAttempt: null };
  expect(writeMail(failed, SENDER).text).toContain("\nPay $19.00:\nhttps://lsat.example/account/billing\n");
  expect(writeMail(unpaid, SENDER).text).toContain("\nSee how to pay:\nhttps://lsat.example/account/billing\n");
  expect(writeMail({ ...unpaid, reason: "refunded" }, SENDER).text).toContain("\nSee your plan and receipts:\n");
});

it("can't be broken out of by a name or an address", () => {
  const { html } = writeMail(
    { kind: "renewal_failed", due: WEEK, accessUntil: END, nextAttempt: null },
    { appName: '<b onclick="x">&amp;', publicUrl: 'https://x.example/"><script>' },
  );
  expect(html).not.toMatch(/<script|<b /);
  expect(html).toContain("&lt;b onclick=&quot;x&quot;&gt;&amp;amp;");
  expect(html).toContain('href="https://x.example/&quot;&gt;&lt;script&gt;');
});

it("knows currencies without cents", () => {
  const { text } = writeMail({ kind: "refund_failed", total: { amount: 1900, currency: "jpy" } }, SENDER);
  expect(text).toContain("¥1,900");
});

/** What a reader sees of the HTML. */
function visible(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, "")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

function hrefs(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&"));
}

/** In the text a way on is "Label:" and its address below; in the HTML the label is the link. */
function withoutWayUrls(text: string): string {
  return text.replaceAll(/:\nhttps:\S+/g, "");
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
