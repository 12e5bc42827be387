import { afterEach, expect, test } from "vitest";
import { type OpenSandbox, openSandbox } from "../test-support/open-sandbox.ts";
import { receiveWebhooks } from "../test-support/receive-webhooks.ts";
import { until } from "../test-support/until.ts";

let sandbox: OpenSandbox;
let hook: Awaited<ReturnType<typeof receiveWebhooks>>;
afterEach(async () => {
  await sandbox.stop();
  await hook.close();
});

test("the buyer's redirect waits for the answer to checkout.session.completed, and for no other event", async () => {
  sandbox = await openSandbox();
  let silent = true;
  // An endpoint that leaves the first delivery of the completion without an answer.
  hook = await receiveWebhooks(() => (silent ? 0 : 200));
  await sandbox.stripe.webhookEndpoints.create({ enabled_events: ["checkout.session.completed"], url: hook.url });
  const { lifetime } = await sandbox.createPrices();
  const session = await sandbox.createSession(lifetime.id, "payment");
  let redirected = false;
  const submitted = sandbox.submitCard(session.id).then((answer) => {
    redirected = true;
    return answer;
  });
  await until("the delivery", () => hook.received.length === 1);
  // Paid and known to be so, though the buyer is still held.
  const state = await sandbox.stripe.checkout.sessions.retrieve(session.id);
  expect(state.payment_status).toBe("paid");
  expect(redirected).toBe(false);
  silent = false;
  hook.hangUp();
  expect((await submitted).status).toBe(303);
  await until("the retry", () => hook.received.length === 2);
});
