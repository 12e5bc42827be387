import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../../test/eventually.ts";
import { type Platform, startPlatform } from "../../../test/start-platform.ts";

const PATH = "/api/subscription/cancellation";

describe("canceling", () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it("16. keeps the paid week, renews no more, and can be taken back", async () => {
    const student = await platform.signUp();
    await platform.pay(await platform.checkout(student.id, "weekly", student));
    await eventually(async () => expect(await platform.access(student)).toMatchObject({ granted: true }));
    const { until } = await platform.access(student);
    for (let twice = 0; twice < 2; twice++) {
      const canceled = await platform.send("PUT", PATH, { as: student });
      expect(canceled.json).toEqual({ granted: true, plan: "weekly", until, reason: "paid_period_left" });
    }
    const [customer] = (await platform.stripe.customers.list({ email: student.email })).data;
    const [subscription] = (await platform.stripe.subscriptions.list({ customer: customer?.id ?? "" })).data;
    expect(subscription).toMatchObject({ status: "active", cancel_at_period_end: true });
    const resumed = await platform.send("DELETE", PATH, { as: student });
    expect(resumed.json).toMatchObject({ granted: true, reason: "subscription_active" });
  });

  it("ends what a stranger pays for the account, and never starts it again", async () => {
    const student = await platform.signUp();
    await platform.pay(await platform.checkout(student.id, "weekly"));
    await eventually(async () => expect(await platform.access(student)).toMatchObject({ granted: true }));
    expect((await platform.send("PUT", PATH, { as: student })).json).toMatchObject({ reason: "paid_period_left" });
    expect((await platform.send("DELETE", PATH, { as: student })).status).toBe(409);
    expect(await platform.access(student)).toMatchObject({ reason: "paid_period_left" });
  });

  it("is refused with 409 where nothing renews, and with 401 for nobody", async () => {
    const student = await platform.signUp();
    expect((await platform.send("PUT", PATH, { as: student })).status).toBe(409);
    expect((await platform.send("PUT", PATH)).status).toBe(401);
  });
});
