import { describe, expect, it } from "vitest";
import { AccessReason } from "../../contract/index.ts";
import type { Notice } from "../outbox/tasks.ts";
import { writeMail } from "./write-mail.ts";

const SENDER = { appName: "LSAT Practice", publicUrl: "https://lsat.example" };
const WEEK = { amount: 1900, currency: "usd" };
const LIFETIME = { amount: 19900, currency: "usd" };
const END = "2026-11-30T09:30:00.000Z";
const END_IN_WORDS = "Monday, November 30, 2026 at 9:30 AM UTC";

/** Every kind with its variants, and the facts that the reader must find. */
const NOTICES: [Notice, string[]][] = [
  [
    { kind: "purchase", plan: "weekly", total: WEEK, renewal: { ...WEEK, amount: 950 }, periodEnd: END },
    ["Charged: $19.00", "$9.50", END_IN_WORDS, "each week until you cancel"],
  ],
  [{ kind: "purchase", plan: "weekly", total: null, renewal: null, periodEnd: null }, ["Charged: nothing"]],
  [
    { kind: "purchase", plan: "one-time", total: LIFETIME, renewal: null, periodEnd: null },
    ["Charged: $199.00", "It never renews"],
  ],
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
  [{ kind: "canceled", accessUntil: END, because: "asked" }, [END_IN_WORDS, "Nothing more is charged", "take the"]],
  [{ kind: "canceled", accessUntil: END, because: "lifetime_bought" }, [END_IN_WORDS, "lifetime", "not charged again"]],
  [{ kind: "canceled", accessUntil: END, because: "disputed" }, [END_IN_WORDS, "disputed", "paused"]],
  [{ kind: "resumed", renewal: WEEK, periodEnd: END }, ["$19.00", END_IN_WORDS]],
  ...AccessReason.options.map((reason): [Notice, string[]] => [
    { kind: "access_ended", plan: "weekly", reason },
    ["Your weekly access has ended", "Your account and everything in it stay"],
  ]),
  [{ kind: "access_ended", plan: null, reason: "complimentary" }, ["Your access has ended", "given to you"]],
  [{ kind: "refund", refunded: WEEK, full: true, plan: "weekly", because: "other" }, ["$19.00", "week", "canceled"]],
  [{ kind: "refund", refunded: LIFETIME, full: true, plan: "one-time", because: "other" }, ["$199.00", "lifetime"]],
  [
    { kind: "refund", refunded: { amount: 500, currency: "usd" }, full: false, plan: "one-time", because: "other" },
    ["$5.00 of your payment", "Your access stays as it is"],
  ],
  [
    { kind: "refund", refunded: WEEK, full: true, plan: "weekly", because: "duplicate" },
    ["$19.00", "twice", "your access stays as it is"],
  ],
  [{ kind: "refund_failed", total: WEEK }, ["$19.00", "sent the money back", "Reply to this mail"]],
  [{ kind: "dispute_opened", total: WEEK, inquiry: true }, ["$19.00", "No money has moved", "access stays"]],
  [{ kind: "dispute_opened", total: WEEK, inquiry: false }, ["$19.00", "paused", "reply to this mail"]],
  [{ kind: "dispute_closed", total: WEEK, outcome: "won" }, ["$19.00", "is back"]],
  [{ kind: "dispute_closed", total: WEEK, outcome: "lost" }, ["$19.00", "has ended"]],
  [{ kind: "dispute_closed", total: WEEK, outcome: "inquiry_closed" }, ["$19.00", "access stays"]],
];

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
