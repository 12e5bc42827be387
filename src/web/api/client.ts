import { type ClientResponse, hc } from "hono/client";
import type { SuccessStatusCode } from "hono/utils/http-status";
import type { App } from "../../app.ts";
import type { PlanId } from "../../contract/index.ts";
import { ApiError } from "./api-error.ts";

const { api: server } = hc<App>("/", { init: { credentials: "same-origin" } });
const withoutBody = { headers: { "content-type": "application/json" } };

/** Every call the pages make, and the only file that knows an address of the API. */
export const api = {
  session: () => read(server.session.$get()),
  signUp: (json: { email: string; password: string; name?: string }) => read(server.accounts.$post({ json })),
  signIn: (json: { email: string; password: string }) => read(server.session.$post({ json })),
  signOut: () => read(server.session.$delete({}, withoutBody)),

  requestPasswordReset: (json: { email: string }) => read(server["password-reset"].$post({ json })),
  resetPassword: (json: { token: string; password: string }) => read(server["password-reset"].$put({ json })),
  changePassword: (json: { currentPassword: string; newPassword: string }) =>
    read(server.account.password.$put({ json })),
  requestEmailChange: (json: { email: string; password: string }) =>
    read(server.account["email-change"].$post({ json })),
  confirmEmailChange: (json: { token: string }) => read(server.account["email-change"].$put({ json })),
  confirmEmail: (json: { token: string }) => read(server["email-verification"].$put({ json })),
  mailConfirmationAgain: () => read(server["email-verification"].$post({}, withoutBody)),

  devices: () => read(server.account.sessions.$get()),
  signOutDevice: (sessionId: string) =>
    read(server.account.sessions[":sessionId"].$delete({ param: { sessionId } }, withoutBody)),
  deleteAccount: (json: { password: string }) => read(server.account.$delete({ json })),

  access: () => read(server.access.$get()),
  cancelSubscription: () => read(server.subscription.cancellation.$put({}, withoutBody)),
  resumeSubscription: () => read(server.subscription.cancellation.$delete({}, withoutBody)),
  billing: () => read(server.billing.$get()),
  reconcileBilling: () => read(server.billing.reconciliation.$post({}, withoutBody)),
  receipts: () => read(server.billing.receipts.$get()),
  openPortal: () => read(server.billing.portal.$post({}, withoutBody)),
  plans: () => read(server.plans.$get()),
  createCheckoutSession: (json: { userId: string; planId: PlanId }) =>
    read(server["create-checkout-session"].$post({ json })),
  reconcileCheckout: (sessionId: string) =>
    read(server["checkout-sessions"][":sessionId"].reconciliation.$post({ param: { sessionId } }, withoutBody)),

  outbox: () => read(server.outbox.$get()),
  openapi: () => read(fetch("/api/openapi.json") as Promise<ClientResponse<unknown, 200, "json">>),
};

/** Plain links, not calls: the browser itself goes there. */
export const EXPORT_URL = "/api/account/export";
export const checkoutUrl = (sessionId: string) => `/subscription/checkout/${encodeURIComponent(sessionId)}`;

/** What a call answers when it succeeds, by the server's own types. */
type Answer<R> =
  R extends ClientResponse<infer Body, infer Status, string>
    ? Status extends SuccessStatusCode
      ? Body
      : never
    : never;

/** The body of a success; a refusal, a failure or no answer at all is thrown as an ApiError. */
async function read<R extends ClientResponse<unknown, number, string>>(call: Promise<R>): Promise<Answer<R>> {
  const response = await call.catch(() => {
    throw new ApiError(0, "", null);
  });
  const text = await response.text().catch(() => "");
  const requestId = response.headers.get("x-request-id");
  if (!response.ok) throw new ApiError(response.status, refusalIn(text), requestId);
  try {
    return JSON.parse(text === "" ? "null" : text);
  } catch {
    throw new ApiError(502, "", requestId);
  }
}

function refusalIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "error" in body ? String(body.error) : "";
  } catch {
    return "";
  }
}
