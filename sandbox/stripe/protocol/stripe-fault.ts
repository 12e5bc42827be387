export const API_VERSION = "2023-10-16";

export interface ErrorBody {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  message: string;
  code?: string | undefined;
  decline_code?: string | undefined;
  param?: string | undefined;
  charge?: string | undefined;
  payment_intent?: unknown;
}

/** An answer in Stripe's own words: thrown anywhere, turned into HTTP in one place. */
export class StripeFault extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export function invalidRequest(message: string, param?: string, code?: string, status = 400): StripeFault {
  return new StripeFault(status, { type: "invalid_request_error", message, param, code });
}

/** `param` names the parameter that held the id; without it, the id stood in the path. */
export function resourceMissing(noun: string, id: string, param?: string): StripeFault {
  return invalidRequest(`No such ${noun}: '${id}'`, param ?? "id", "resource_missing", param ? 400 : 404);
}

/** Key order as Stripe prints it: alphabetical. Without a request, no log of it is named. */
export function printFault(fault: StripeFault, requestId: string | null): { error: Record<string, unknown> } {
  const { code } = fault.body;
  const all: Record<string, unknown> = {
    ...fault.body,
    doc_url: code ? `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` : undefined,
    request_log_url: requestId === null ? undefined : `https://dashboard.stripe.com/test/logs/${requestId}`,
  };
  const keys = Object.keys(all).filter((key) => all[key] !== undefined);
  return { error: Object.fromEntries(keys.sort().map((key) => [key, all[key]])) };
}
