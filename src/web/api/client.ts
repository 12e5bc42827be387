import type {
  Accepted,
  Access,
  CheckoutProgress,
  CheckoutSessionCreated,
  CurrentSession,
  OutboxMailList,
  PlanId,
  PlanList,
  SignedInDeviceList,
} from "../../contract/index.ts";
import { ApiError } from "./api-error.ts";

/** Every call the pages make, and the only file that knows an address of the API. */
export const api = {
  session: () => send<CurrentSession>("GET", "/api/session"),
  signUp: (body: { email: string; password: string; name?: string }) => send<Accepted>("POST", "/api/accounts", body),
  signIn: (body: { email: string; password: string }) => send<CurrentSession>("POST", "/api/session", body),
  signOut: () => send<void>("DELETE", "/api/session"),

  requestPasswordReset: (body: { email: string }) => send<Accepted>("POST", "/api/password-reset", body),
  resetPassword: (body: { token: string; password: string }) => send<void>("PUT", "/api/password-reset", body),
  changePassword: (body: { currentPassword: string; newPassword: string }) =>
    send<void>("PUT", "/api/account/password", body),
  requestEmailChange: (body: { email: string; password: string }) =>
    send<Accepted>("POST", "/api/account/email-change", body),
  confirmEmailChange: (body: { token: string }) => send<void>("PUT", "/api/account/email-change", body),
  confirmEmail: (body: { token: string }) => send<void>("PUT", "/api/email-verification", body),
  mailConfirmationAgain: () => send<Accepted>("POST", "/api/email-verification"),

  devices: () => send<SignedInDeviceList>("GET", "/api/account/sessions"),
  signOutDevice: (id: string) => send<void>("DELETE", `/api/account/sessions/${encodeURIComponent(id)}`),
  deleteAccount: (body: { password: string }) => send<void>("DELETE", "/api/account", body),

  access: () => send<Access>("GET", "/api/access"),
  plans: () => send<PlanList>("GET", "/api/plans"),
  createCheckoutSession: (body: { userId: string; planId: PlanId }) =>
    send<CheckoutSessionCreated>("POST", "/api/create-checkout-session", body),
  reconcileCheckout: (sessionId: string) =>
    send<CheckoutProgress>("POST", `/api/checkout-sessions/${encodeURIComponent(sessionId)}/reconciliation`),

  outbox: () => send<OutboxMailList>("GET", "/api/outbox"),
  openapi: () => send<unknown>("GET", "/api/openapi.json"),
};

/** Plain links, not calls: the browser itself goes there. */
export const EXPORT_URL = "/api/account/export";
export const checkoutUrl = (sessionId: string) => `/subscription/checkout/${encodeURIComponent(sessionId)}`;

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    headers: method === "GET" ? {} : { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(0, "", null);
  });
  const text = await response.text().catch(() => "");
  if (!response.ok) throw new ApiError(response.status, refusalIn(text), response.headers.get("x-request-id"));
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function refusalIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "error" in body ? String(body.error) : "";
  } catch {
    return "";
  }
}
