import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../test/eventually.ts";
import type { Student } from "../../test/http-client.ts";
import { type Platform, startPlatform } from "../../test/start-platform.ts";
import { credentials, sessions } from "./tables.ts";

const DAY = 86_400_000;

describe("accounts", () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  const newestMail = async (to: string, subject: RegExp) =>
    eventually(async () => {
      const answer = await platform.send("GET", "/api/outbox");
      const { mails } = answer.json as { mails: { to: string; subject: string; text: string }[] };
      const mail = mails.find((each) => each.to === to && subject.test(each.subject));
      expect(mail, `a mail to ${to} about ${subject}`).toBeDefined();
      return mail?.text ?? "";
    });
  const tokenIn = (text: string) => /token=([^\s&]+)/.exec(text)?.[1] ?? "";
  const whoIs = async (student: Student) => (await platform.send("GET", "/api/session", { as: student })).json;

  it("signs up, in, and out; out means out at the next request", async () => {
    const student = await platform.signUp();
    expect(await whoIs(student)).toMatchObject({
      user: { id: student.id, email: student.email, emailVerified: false },
    });
    expect(student.id).toMatch(/^user_[0-9a-f]{32}$/);
    const out = await platform.send("DELETE", "/api/session", { as: student });
    expect([out.status, out.headers.get("clear-site-data")]).toEqual([204, '"cache"']);
    expect(await whoIs(student)).toEqual({ user: null });
    expect((await platform.send("GET", "/api/access", { as: student })).status).toBe(401);
  });

  it("sets a cookie that scripts can't read, and puts no token in a body", async () => {
    const { email, password } = await platform.signUp();
    const answer = await platform.send("POST", "/api/session", { json: { email, password } });
    expect(answer.headers.getSetCookie()[0]).toMatch(/HttpOnly/i);
    expect(answer.headers.getSetCookie()[0]).toMatch(/SameSite=Lax/i);
    expect(answer.text).toBe("");
  });

  it("keeps passwords as argon2id with OWASP's parameters, and answers the same for a wrong one and an unknown e-mail", async () => {
    const { id, email } = await platform.signUp();
    const rows = await platform.database.db.select().from(credentials);
    expect(rows.find((row) => row.userId === id)?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const wrong = await platform.send("POST", "/api/session", { json: { email, password: "not the password" } });
    const unknown = await platform.send("POST", "/api/session", {
      json: { email: "nobody@example.com", password: "x" },
    });
    expect([wrong.status, wrong.json]).toEqual([401, { error: "E-mail or password is not right" }]);
    expect([unknown.status, unknown.text]).toEqual([wrong.status, wrong.text]);
  });

  it("answers a sign-up with a taken e-mail like any other, and tells only its owner", async () => {
    const { email } = await platform.signUp();
    const taken = await platform.send("POST", "/api/accounts", {
      json: { email: email.toUpperCase(), password: "another password" },
    });
    const fresh = await platform.send("POST", "/api/accounts", {
      json: { email: "fresh@example.com", password: "another password" },
    });
    expect([taken.status, taken.text]).toEqual([fresh.status, fresh.text]);
    await newestMail(email, /already have an account/);
  });

  it.each([
    [{ email: "not an e-mail", password: "long enough password" }],
    [{ email: "a@example.com", password: "short" }],
    [{ email: "a@example.com", password: "x".repeat(129) }],
    [{ email: "a@example.com" }],
    [{ email: "a@example.com", password: "long enough password", isAdmin: true }],
    [{ email: ["a@example.com"], password: "long enough password" }],
    [{ email: "a@example.com", password: "long enough password", name: "a\u0000b" }],
  ])("refuses the sign-up %j with 400", async (json) => {
    const answer = await platform.send("POST", "/api/accounts", { json });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.json as object)).toEqual(["error"]);
  });

  it("resets a forgotten password once, and signs every device out", async () => {
    const student = await platform.signUp();
    const ask = (email: string) => platform.send("POST", "/api/password-reset", { json: { email } });
    const known = await ask(student.email);
    const unknown = await ask("nobody@example.com");
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    const token = tokenIn(await newestMail(student.email, /new password/));
    const json = { token, password: "a quite new password" };
    expect((await platform.send("PUT", "/api/password-reset", { json })).status).toBe(204);
    expect((await platform.send("PUT", "/api/password-reset", { json })).status).toBe(400);
    expect(await whoIs(student)).toEqual({ user: null });
    await platform.signIn(student.email, "a quite new password");
  });

  it("a reset link dies after ten minutes", async () => {
    const student = await platform.signUp();
    await platform.send("POST", "/api/password-reset", { json: { email: student.email } });
    const token = tokenIn(await newestMail(student.email, /new password/));
    await platform.database.pool.query("UPDATE verifications SET expires_at = expires_at - interval '11 minutes'");
    const late = await platform.send("PUT", "/api/password-reset", {
      json: { token, password: "a quite new password" },
    });
    expect(late.status).toBe(400);
  });

  it("changes the password with the current one, and signs the other devices out", async () => {
    const student = await platform.signUp();
    const other = await platform.signIn(student.email, student.password);
    const change = (currentPassword: string) =>
      platform.send("PUT", "/api/account/password", {
        json: { currentPassword, newPassword: "a quite new password" },
        as: student,
      });
    expect((await change("wrong password")).status).toBe(403);
    expect((await change(student.password)).status).toBe(204);
    expect(await whoIs(student)).toMatchObject({ user: { id: student.id } });
    expect(await whoIs(other)).toEqual({ user: null });
    await newestMail(student.email, /password was changed/);
  });

  it("confirms an e-mail address with the mailed link, once", async () => {
    const student = await platform.signUp();
    const token = tokenIn(await newestMail(student.email, /Confirm your e-mail/));
    expect((await platform.send("PUT", "/api/email-verification", { json: { token } })).status).toBe(204);
    expect(await whoIs(student)).toMatchObject({ user: { emailVerified: true } });
    expect((await platform.send("PUT", "/api/email-verification", { json: { token } })).status).toBe(400);
  });

  it("changes the e-mail address with password and mailed link, and tells the old address", async () => {
    const student = await platform.signUp();
    const email = `moved-${student.email}`;
    const ask = (password: string) =>
      platform.send("POST", "/api/account/email-change", { json: { email, password }, as: student });
    expect((await ask("wrong password")).status).toBe(403);
    expect((await ask(student.password)).status).toBe(202);
    expect(await whoIs(student)).toMatchObject({ user: { email: student.email } });
    const token = tokenIn(await newestMail(email, /new e-mail address/));
    expect((await platform.send("PUT", "/api/account/email-change", { json: { token } })).status).toBe(204);
    expect(await whoIs(student)).toMatchObject({ user: { email, emailVerified: true } });
    await newestMail(student.email, /address of your account was changed/);
    await platform.signIn(email, student.password);
  });

  it("never gives one account the address of another", async () => {
    const [one, other] = [await platform.signUp(), await platform.signUp()];
    await platform.send("POST", "/api/account/email-change", {
      json: { email: other.email, password: one.password },
      as: one,
    });
    const token = tokenIn(await newestMail(other.email, /new e-mail address/));
    expect((await platform.send("PUT", "/api/account/email-change", { json: { token } })).status).toBe(409);
    expect(await whoIs(one)).toMatchObject({ user: { email: one.email } });
  });

  it("lists the devices and signs one out, but nobody else's", async () => {
    const student = await platform.signUp();
    const phone = await platform.signIn(student.email, student.password);
    const stranger = await platform.signUp();
    const list = await platform.send("GET", "/api/account/sessions", { as: student });
    const { sessions: devices } = list.json as { sessions: { id: string; current: boolean }[] };
    expect(devices.map((device) => device.current).sort()).toEqual([false, true]);
    const other = devices.find((device) => !device.current)?.id ?? "";
    expect((await platform.send("DELETE", `/api/account/sessions/${other}`, { as: stranger })).status).toBe(404);
    expect(await whoIs(phone)).toMatchObject({ user: { id: student.id } });
    expect((await platform.send("DELETE", `/api/account/sessions/${other}`, { as: student })).status).toBe(204);
    expect(await whoIs(phone)).toEqual({ user: null });
  });

  it("takes no cookie with a foreign or missing signature, and never adopts a planted one", async () => {
    const student = await platform.signUp();
    const [name, value = ""] = student.cookie.split(/=(.*)/s);
    for (const cookie of [`${name}=${value.slice(0, -4)}AAA%3D`, `${name}=${value.split(".")[0]}`, `${name}=planted`]) {
      expect(await whoIs({ ...student, cookie })).toEqual({ user: null });
    }
    const answer = await platform.send("POST", "/api/session", {
      json: { email: student.email, password: student.password },
      headers: { Cookie: `${name}=planted` },
    });
    expect(answer.headers.getSetCookie()[0]).not.toContain("planted");
  });

  it("ends a session after a week without a visit, and renews one in use once a day", async () => {
    const student = await platform.signUp();
    platform.time.advance(2 * DAY);
    const renewed = await platform.send("GET", "/api/session", { as: student });
    expect(renewed.json).toMatchObject({ user: { id: student.id } });
    expect(renewed.headers.getSetCookie()[0]).toMatch(/Max-Age=604800/);
    expect((await platform.send("GET", "/api/session", { as: student })).headers.getSetCookie()).toEqual([]);
    platform.time.advance(6 * DAY);
    expect(await whoIs(student)).toMatchObject({ user: { id: student.id } });
    platform.time.advance(7 * DAY + 1000);
    expect(await whoIs(student)).toEqual({ user: null });
    platform.time.advance(-15 * DAY - 1000);
  });

  it("refuses a state change with cookies that comes from another site", async () => {
    const student = await platform.signUp();
    const send = (headers: Record<string, string>) => platform.send("DELETE", "/api/session", { as: student, headers });
    expect((await send({ Origin: "https://evil.example" })).status).toBe(403);
    expect((await send({ Origin: "null" })).status).toBe(403);
    expect((await send({ "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
    expect(await whoIs(student)).toMatchObject({ user: { id: student.id } });
    expect((await send({ Origin: platform.url })).status).toBe(204);
  });

  it("limits guesses by network address without locking the owner out elsewhere", async () => {
    const limited = await startPlatform({ env: { TRUSTED_PROXY_HOPS: "1" } });
    try {
      const student = await limited.signUp();
      const guess = (ip: string, password: string) =>
        limited.send("POST", "/api/session", {
          json: { email: student.email, password },
          headers: { "X-Forwarded-For": ip },
        });
      const answers = [];
      for (let i = 0; i < 12; i++) answers.push((await guess("192.0.2.1", "wrong password")).status);
      expect(answers.at(-1)).toBe(429);
      expect((await guess("198.51.100.7", student.password)).status).toBe(204);
    } finally {
      await limited.stop();
    }
  });

  it("exports everything but secrets", async () => {
    const student = await platform.signUp();
    await platform.checkout(student.id, "weekly", student);
    const answer = await platform.send("GET", "/api/account/export", { as: student });
    expect(answer.json).toMatchObject({
      account: { id: student.id, email: student.email },
      devices: [{}],
      billing: { checkouts: [{ planId: "weekly", state: "open" }] },
    });
    const [session] = (await platform.database.db.select().from(sessions)).filter((row) => row.userId === student.id);
    expect(answer.text).not.toContain(session?.token);
    expect(answer.text).not.toContain("argon2");
  });

  it("deletes an account with its password; billing ends first and late events revive nothing", async () => {
    const student = await platform.signUp();
    await platform.pay(await platform.checkout(student.id, "weekly", student));
    await eventually(async () => expect(await platform.access(student)).toMatchObject({ granted: true }));
    const open = await platform.checkout(student.id, "one-time", student);
    const remove = (password: string) => platform.send("DELETE", "/api/account", { json: { password }, as: student });
    expect((await remove("wrong password")).status).toBe(403);
    expect((await remove(student.password)).status).toBe(204);
    const [customer] = (await platform.stripe.customers.list({ email: student.email })).data;
    const subscriptions = await platform.stripe.subscriptions.list({ customer: customer?.id ?? "", status: "all" });
    expect(subscriptions.data.map((subscription) => subscription.status)).toEqual(["canceled"]);
    expect((await platform.stripe.checkout.sessions.retrieve(open)).status).toBe("expired");
    expect(await whoIs(student)).toEqual({ user: null });
    const again = await platform.send("POST", "/api/create-checkout-session", {
      json: { userId: student.id, planId: "weekly" },
    });
    expect(again.json).toEqual({ error: "Unknown userId" });
  });

  it("keeps the account when Stripe can't be reached to end its billing", async () => {
    const student = await platform.signUp();
    await platform.checkout(student.id, "weekly", student);
    await platform.sandbox("POST", "/_sandbox/faults", { path: "/v1/", kind: "error", status: 500, times: 10 });
    const answer = await platform.send("DELETE", "/api/account", { json: { password: student.password }, as: student });
    await platform.sandbox("DELETE", "/_sandbox/faults");
    expect(answer.status).toBe(500);
    expect(await whoIs(student)).toMatchObject({ user: { id: student.id } });
  });

  it("logs no password, token, e-mail or key", async () => {
    const student = await platform.signUp();
    await platform.send("POST", "/api/session", { json: { email: student.email, password: "canary password" } });
    const logged = platform.logged();
    expect(logged.length).toBeGreaterThan(1000);
    for (const secret of ["canary password", student.password, student.email, student.cookie, "sk_test_platform"]) {
      expect(logged).not.toContain(secret);
    }
  });
});
