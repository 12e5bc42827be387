import type { Config } from "./platform/config/index.ts";

/** The head of the OpenAPI document; its paths and schemas come from the rooms' routes. */
export function describeApi(config: Pick<Config, "appName" | "publicUrl">) {
  return {
    openapi: "3.1.0",
    info: {
      title: `${config.appName} API`,
      version: "1.0.0",
      description:
        'Refusals have a JSON body `{"error": "..."}` in words that may be shown to a customer; every answer has an `X-Request-Id`.',
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: config.publicUrl }],
    tags: [
      { name: "Billing", description: "Checkout, Stripe's webhook, access." },
      { name: "Accounts", description: "Sign-up, sign-in, passwords, export and deletion." },
      { name: "Sandbox", description: "Only in test mode." },
    ],
  };
}

/** How a caller is known. */
export const SECURITY_SCHEMES = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: "session",
    description: "Set by `POST /api/session` (`__Host-session` over https).",
  },
  operatorKey: {
    type: "http",
    scheme: "bearer",
    description: "A key of the operator's own program: `npm run cli -- operator-key:create NAME`.",
  },
} as const;
