import { DrizzleQueryError } from "drizzle-orm";
import pg from "pg";
import Stripe from "stripe";
import { ConfigError } from "../platform/config/index.ts";
import { DatabaseStartError } from "../platform/db/index.ts";
import { Refusal } from "../platform/errors/index.ts";
import { scrub } from "../platform/log/index.ts";
import { UsageError } from "./command.ts";

/** What an operator is told of an error, and the exit code: 2 for a wrong call, 1 for everything else. */
export function explainError(error: unknown): { line: string; code: 1 | 2 } {
  if (error instanceof UsageError) return { line: error.message, code: 2 };
  if (error instanceof Refusal) return { line: error.message, code: error.status === 400 ? 2 : 1 };
  if (error instanceof ConfigError || error instanceof DatabaseStartError) return { line: error.message, code: 1 };
  if (error instanceof Stripe.errors.StripeError) return { line: explainStripe(error), code: 1 };
  if (error instanceof DrizzleQueryError || error instanceof pg.DatabaseError) {
    const said = firstLine(error.cause ?? error);
    return { line: `The database failed: ${said}. Look at it, then run this again.`, code: 1 };
  }
  return { line: scrub(error instanceof Error ? (error.stack ?? error.message) : String(error)), code: 1 };
}

function explainStripe(error: Stripe.errors.StripeError): string {
  const { StripeConnectionError, StripeAuthenticationError, StripePermissionError } = Stripe.errors;
  const said = firstLine(error);
  if (error instanceof StripeConnectionError) {
    return `Stripe can't be reached: ${said} Look at the network, or start the local Stripe with \`npm start\`, then run this again.`;
  }
  if (error instanceof StripeAuthenticationError) {
    return "Stripe does not take STRIPE_SECRET_KEY: copy the secret key from the Dashboard (Developers > API keys).";
  }
  if (error instanceof StripePermissionError) {
    return `The restricted key may not do this: ${said} Give it the permission in the Dashboard, or use a secret key.`;
  }
  const request = error.requestId ? ` (${error.requestId})` : "";
  return `Stripe refused${request}: ${said}`;
}

function firstLine(error: unknown): string {
  return scrub(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
}
