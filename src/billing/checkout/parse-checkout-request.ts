import { CheckoutSessionRequest, PlanId } from "../../contract/index.ts";
import { Refusal } from "../../platform/errors/index.ts";

/**
 * Reads the body of POST /api/create-checkout-session. The contract fixes the words of each refusal and which goes
 * first, so the schema's own messages are not used.
 * @throws Refusal 400
 */
export function parseCheckoutRequest(text: string): CheckoutSessionRequest {
  if (text.trim() === "") throw new Refusal(400, "Missing userId or planId");
  const body = parseObject(text);
  if (isBlank(body.userId) || isBlank(body.planId)) throw new Refusal(400, "Missing userId or planId");
  if (!PlanId.safeParse(body.planId).success) throw new Refusal(400, "Unknown planId");
  const parsed = CheckoutSessionRequest.safeParse(body);
  if (!parsed.success) throw new Refusal(400, "Invalid userId");
  return parsed.data;
}

function parseObject(text: string): Record<string, unknown> {
  const value = parseJson(text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject) throw new Refusal(400, "Request body must be a JSON object");
  return { ...value };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Said by the caller in the contract's words.
  }
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}
