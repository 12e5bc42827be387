import { eq, isNull } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Platform, startPlatform } from "../../test/start-platform.ts";
import { type Purchases, watchPurchases } from "../../test/watch-purchases.ts";
import { billingAccounts, billingOutbox, complimentaryGrants, webhookEvents } from "../billing/tables.ts";
import { type CliRun, runCli } from "./run-cli.fixture.ts";

// Each command is a process; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

describe("an operator's commands beside a running server", () => {
  let platform: Platform;
  let purchases: Purchases;
  let env: Record<string, string>;
  const cli = (...args: string[]) => runCli(env, ...args);
  const done = (run: CliRun) => expect(run.code, run.stdout + run.stderr).toBe(0);
  beforeAll(async () => {
    platform = await startPlatform();
    purchases = watchPurchases(platform);
    const { url } = await platform.sandbox("GET", "/_sandbox/clock");
    env = {
      DATABASE_URL: platform.database.url,
      PUBLIC_URL: platform.url,
      STRIPE_API_BASE: new URL(url).origin,
      STRIPE_SECRET_KEY: "sk_test_operator",
      STRIPE_WEBHOOK_SECRET: platform.webhookSecrets.join(","),
      STRIPE_WEEKLY_PRICE_ID: platform.prices.weekly,
      STRIPE_ONE_TIME_PRICE_ID: platform.prices.oneTime,
    };
  });
  afterEach(() => purchases.calm());
  afterAll(() => platform.stop());

  it("explain: says why, for an id as for an e-mail address, and as JSON", async () => {
    const student = await platform.signUp();
    const sessionId = await platform.checkout(student.id, "one-time", student);
    await platform.pay(sessionId);
    await purchases.expectAccess(student, { granted: true });
    const [byMail, byId] = await Promise.all([
      cli("billing:explain", student.email.toUpperCase()),
      cli("billing:explain", student.id, "--json"),
    ]);
    done(byMail);
    expect(byMail.stdout).toContain("Decision: access (one-time) without an end: lifetime_paid");
    expect(byMail.stdout).toMatch(
      new RegExp(`=> payment ${sessionId} gives access \\(lifetime_paid\\): ch_\\w+ is paid`),
    );
    expect(byMail.stdout).toMatch(/charge of \$249\.00/);
    expect(byMail.stdout).toMatch(/lifetime_paid, because of evt_\w+/);
    expect(byMail.stdout).toMatch(/mail mail:\S+:purchase of /);
    expect(byMail.stdout).toMatch(/checkout\.session\.completed evt_\w+: handled/);
    const told = JSON.parse(byId.stdout);
    expect(told).toMatchObject({ account: { id: student.id, email: student.email }, access: { granted: true } });
    expect(told.lines).toMatchObject([{ about: "payment", id: sessionId, decides: true }]);
  });

  it("explain: tells of a deleted account what it bought, by its id", async () => {
    const student = await platform.signUp();
    await platform.pay(await platform.checkout(student.id, "weekly", student));
    await purchases.expectAccess(student, { granted: true });
    const json = { password: student.password };
    expect((await platform.send("DELETE", "/api/account", { json, as: student })).status).toBe(204);
    const explained = await cli("billing:explain", student.id);
    done(explained);
    expect(explained.stdout).toContain("Decision: no access: account_deleted");
    expect(explained.stdout).toMatch(/sub_\w+: weekly subscription, /);
    expect(explained.stdout).toMatch(/invoice of the week from .*, paid/);
    expect((await cli("billing:explain", student.email)).code).toBe(1);
  });

  it("an event that names an account and is nobody's shows there, is listed, and fails a replay", async () => {
    const student = await platform.signUp();
    const at = new Date();
    const event = {
      eventId: "evt_planted",
      type: "checkout.session.completed",
      livemode: false,
      source: "webhook",
    } as const;
    const references = { sessionId: "cs_elsewhere", userId: student.id };
    const unresolved = { outcome: "unresolved", references, stripeCreatedAt: at, receivedAt: at } as const;
    await platform.database.db.insert(webhookEvents).values({ ...event, ...unresolved });
    const why = /no account here has made what it names \([^)]*checkout session cs_elsewhere[^)]*\)/;
    const [explained, listed] = await Promise.all([
      cli("billing:explain", student.id),
      cli("billing:events", "--failed"),
    ]);
    done(explained);
    done(listed);
    const section = /^Events that did not get through\n(?: {2}.*\n)+/m.exec(explained.stdout)?.[0];
    expect(section).toContain("checkout.session.completed evt_planted: unresolved");
    expect(section).toMatch(why);
    expect(listed.stdout).toContain("evt_planted");
    const replayed = await cli("billing:replay", "--failed");
    expect(replayed.code).toBe(1);
    expect(replayed.stdout).toMatch(/^unresolved evt_planted \(checkout\.session\.completed\): no account here/m);
    await platform.database.db.delete(webhookEvents).where(eq(webhookEvents.eventId, "evt_planted"));
  });

  it("an event that failed shows at the account whose checkout it is about", async () => {
    const { student, sessionId } = await purchases.buySilently("one-time");
    const at = new Date();
    const event = {
      eventId: "evt_broken",
      type: "checkout.session.completed",
      livemode: false,
      source: "webhook",
    } as const;
    const failed = {
      outcome: "failed",
      failure: '{"message":"planted"}',
      stripeCreatedAt: at,
      receivedAt: at,
    } as const;
    await platform.database.db.insert(webhookEvents).values({ ...event, ...failed, references: { sessionId } });
    const explained = await cli("billing:explain", student.id);
    expect(explained.stdout).toContain("checkout.session.completed evt_broken: failed: planted");
    await platform.database.db.delete(webhookEvents).where(eq(webhookEvents.eventId, "evt_broken"));
  });

  it("an unknown account is one line and exit code 1, and nothing is made of it", async () => {
    const [explain, grant] = await Promise.all([
      cli("billing:explain", "nobody@example.com"),
      cli("billing:grant", "nobody@example.com", "--by", "ann", "--reason", "gift"),
    ]);
    for (const run of [explain, grant]) {
      expect(run).toMatchObject({ code: 1, stdout: "" });
      expect(run.stderr).toMatch(/^There is no account nobody@example\.com[^\n]*\n$/);
    }
  });

  it("a database or a Stripe that is not there is one line with the way on", async () => {
    const student = await platform.signUp();
    await platform.checkout(student.id, "weekly", student);
    const elsewhere = new URL(platform.database.url);
    elsewhere.pathname = "/there_is_no_such_database";
    const [database, none, stripe] = await Promise.all([
      runCli({ ...env, DATABASE_URL: elsewhere.href }, "billing:outbox"),
      runCli({ ...env, DATABASE_URL: "", DATA_DIR: "/nowhere/at/all" }, "billing:outbox"),
      runCli({ ...env, STRIPE_API_BASE: "http://127.0.0.1:9" }, "billing:reconcile", student.id),
    ]);
    expect(database).toMatchObject({ code: 1, stdout: "" });
    expect(database.stderr).toMatch(/^Cannot use the database[^\n]*DATABASE_URL[^\n]*\n$/);
    expect(none.stderr).toMatch(/^There is no database in DATA_DIR \/nowhere\/at\/all[^\n]*\n$/);
    expect(stripe.code).toBe(1);
    expect(stripe.stderr).toMatch(/^Stripe can't be reached[^\n]*\n$/);
  });

  it("grant gives access, twice only with another end, and revoke ends all of it", async () => {
    const student = await platform.signUp();
    const who = ["--by", "ann", "--reason", "a prize"];
    const first = await cli("billing:grant", student.email, ...who, "--days", "3");
    done(first);
    expect(first.stdout).toMatch(/Now: access until \S+ 00:00:00 UTC: complimentary/);
    expect(await platform.access(student)).toMatchObject({ granted: true, reason: "complimentary" });

    const [again, nameless, past] = await Promise.all([
      cli("billing:grant", student.id, ...who, "--days", "3"),
      cli("billing:grant", student.id, "--reason", "none"),
      cli("billing:grant", student.id, ...who, "--until", "2020-01-01"),
    ]);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/has that already: .* given by ann .*"a prize"/);
    expect(nameless).toMatchObject({ code: 2, stdout: "" });
    expect(past).toMatchObject({ code: 2, stdout: "" });

    done(await cli("billing:grant", student.id, ...who));
    expect(await platform.access(student)).toMatchObject({ granted: true, until: null });
    const revoked = await cli("billing:revoke", student.id, "--by", "bob", "--reason", "a mistake");
    done(revoked);
    expect(revoked.stdout).toContain("Now: no access: no_purchase");
    expect(await platform.access(student)).toMatchObject({ granted: false });
    const rows = await platform.database.db
      .select()
      .from(complimentaryGrants)
      .where(eq(complimentaryGrants.userId, student.id));
    expect(rows).toHaveLength(2);
    for (const row of rows)
      expect(row).toMatchObject({ grantedBy: "ann", revokedBy: "bob", revokeReason: "a mistake" });
    const [twice, explained] = await Promise.all([
      cli("billing:revoke", student.id, "--by", "bob", "--reason", "again"),
      cli("billing:explain", student.id),
    ]);
    expect(twice.code).toBe(1);
    expect(explained.stdout).toMatch(
      /^Changes of access\n(?: {2}.*\n)*? {2}.* given access revoked by bob: a mistake\n(?: {2}.*\n)*? {2}.* access given .*by ann: a prize\n/m,
    );
  });

  it("reconcile brings what no webhook brought, for one account and for all", async () => {
    const one = await purchases.buySilently("one-time");
    const other = await purchases.buySilently("weekly");
    const single = await cli("billing:reconcile", one.student.email);
    done(single);
    expect(single.stdout).toMatch(/before: no access: no_purchase\nnow: {4}access \(one-time\)/);
    expect(await platform.access(other.student)).toMatchObject({ granted: false });

    const all = await cli("billing:reconcile", "--all");
    done(all);
    const kept = isNull(billingAccounts.closedAt);
    const accounts = await platform.database.db
      .select({ id: billingAccounts.userId })
      .from(billingAccounts)
      .where(kept);
    expect(all.stdout).toContain(`${accounts.length} of ${accounts.length} accounts looked at, 0 failed`);
    expect(await platform.access(other.student)).toMatchObject({ granted: true });

    const [last] = accounts.map(({ id }) => id).sort((a, b) => (a < b ? 1 : -1));
    const rest = await cli("billing:reconcile", "--all", "--after", last ?? "");
    expect(rest.stdout).toContain("0 of 0 accounts looked at");
  });

  it("reconcile --all ends, and says where to go on, when Stripe can't be reached", async () => {
    await purchases.buySilently("weekly");
    const walk = await runCli({ ...env, STRIPE_API_BASE: "http://127.0.0.1:9" }, "billing:reconcile", "--all");
    expect(walk.code).toBe(1);
    const [, looked, total] = /^(\d+) of (\d+) accounts looked at, 0 failed$/m.exec(walk.stdout) ?? [];
    expect(Number(looked)).toBeLessThan(Number(total));
    expect(walk.stderr).toMatch(
      /Stripe can't be reached.*\nStopped\. To go on: billing:reconcile --all( --after \S+)?\n/,
    );
  });

  it("replay works on an event that failed, and on one that never came", async () => {
    const { student } = await purchases.buySilently("one-time");
    const event = await purchases.newestEvent("checkout.session.completed");
    const replayed = await cli("billing:replay", event.id);
    done(replayed);
    expect(replayed.stderr).toContain("fetched from Stripe");
    expect(replayed.stdout).toBe("handled: 1\n");
    expect(await platform.access(student)).toMatchObject({ granted: true });
    expect(await purchases.inboxRow(event.id)).toMatchObject({ outcome: "handled", attempts: 1 });

    const failed = { outcome: "failed", attempts: 7, dueAt: null, failure: '{"message":"planted"}' } as const;
    await platform.database.db.update(webhookEvents).set(failed).where(eq(webhookEvents.eventId, event.id));
    done(await cli("billing:replay", "--failed"));
    expect(await purchases.inboxRow(event.id)).toMatchObject({ outcome: "handled", attempts: 1, failure: null });

    const [since, unknown, both] = await Promise.all([
      cli("billing:replay", "--since", "2099-01-01T00:00Z"),
      cli("billing:replay", "evt_nobody_knows"),
      cli("billing:replay", event.id, "--failed"),
    ]);
    expect(since.stdout).toBe("There are no such events.\n");
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toMatch(/^Neither the inbox nor Stripe knows/);
    expect(both.code).toBe(2);
  });

  it("outbox lists what was given up with the reason, and retry makes it due under a new key", async () => {
    const { db } = platform.database;
    const student = await platform.signUp();
    const task = {
      type: "correction",
      correction: { kind: "refund_charge", chargeId: "ch_planted", why: "duplicate" },
    };
    const row = { id: "refund_charge:ch_planted", userId: student.id, createdAt: new Date(), attempts: 3, round: 1 };
    const failure = JSON.stringify({ type: "NeedsOperator", message: "a refund failed at Stripe" });
    await db.insert(billingOutbox).values({ ...row, task: task as never, state: "failed", failure });
    const listed = await cli("billing:outbox", "--failed");
    done(listed);
    expect(listed.stdout).toMatch(/refund_charge:ch_planted \(duplicate\).*given up, tried 3 times/);
    expect(listed.stdout).toContain("NeedsOperator: a refund failed at Stripe");

    done(await cli("billing:outbox:retry", row.id));
    const [due] = await db.select().from(billingOutbox).where(eq(billingOutbox.id, row.id));
    expect(due).toMatchObject({ state: "due", attempts: 0, round: 2, failure: null });
    expect(due?.dueAt?.getTime()).toBeLessThanOrEqual(platform.time.now().getTime());

    await db.update(billingOutbox).set({ state: "done", dueAt: null }).where(eq(billingOutbox.id, row.id));
    const [over, unknown] = await Promise.all([
      cli("billing:outbox:retry", row.id),
      cli("billing:outbox:retry", "refund_charge:ch_unknown"),
    ]);
    expect([over.code, unknown.code]).toEqual([1, 1]);
    expect(over.stderr).toMatch(/is done already/);
  });
});
