import { StripeFault } from "./stripe-fault.ts";

/** Test secret keys only, as Bearer or as the user name of Basic. Every test key opens the same account. */
export function checkKey(authorization: string | undefined): void {
  const key = readKey(authorization);
  if (!key) {
    throw refuse(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (/^(sk|rk)_live_/.test(key)) {
    throw refuse(
      "This is a local Stripe sandbox. It refuses live keys; use a key that begins with sk_test_ or rk_test_.",
    );
  }
  if (!/^(sk|rk)_test_\w+$/.test(key)) throw refuse(`Invalid API Key provided: ${mask(key)}`);
}

function readKey(authorization = ""): string | undefined {
  const [scheme = "", value = ""] = authorization.split(" ");
  if (/^bearer$/i.test(scheme)) return value;
  if (/^basic$/i.test(scheme)) return Buffer.from(value, "base64").toString("utf8").split(":")[0];
  return undefined;
}

function mask(key: string): string {
  return key.length > 12 ? `${key.slice(0, 8)}****${key.slice(-4)}` : "****";
}

function refuse(message: string): StripeFault {
  return new StripeFault(401, { type: "invalid_request_error", message });
}
