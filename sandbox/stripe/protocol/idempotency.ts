import { createHash } from "node:crypto";
import type { StoredAnswer } from "../store/tables.ts";
import type { Context } from "./context.ts";
import { invalidRequest, StripeFault } from "./stripe-fault.ts";

const LIFE = 24 * 3600;

/** The same parameters in another order are the same parameters. */
export function fingerprint(path: string, formText: string): string {
  return createHash("sha256")
    .update(`${path}\n${formText.split("&").sort().join("&")}`)
    .digest("hex");
}

/** The answer given to this key before, if any; refuses a key that was used for something else. */
export function findAnswer(ctx: Context, key: string, path: string, print: string): StoredAnswer | null {
  if (key.length > 255) throw invalidRequest("Idempotency keys can have up to 255 characters.");
  const known = ctx.store.get("answer", key);
  if (!known || known.created + LIFE <= ctx.now) return null;
  if (known.fingerprint === print) return known;
  const first =
    known.path === path
      ? "with the same parameters they were first used with."
      : `for the same endpoint they were first used for ('${path}' vs '${known.path}').`;
  const hint = `Try using a key other than '${key}' if you meant to execute a different request.`;
  throw new StripeFault(400, {
    type: "idempotency_error",
    message: `Keys for idempotent requests can only be used ${first} ${hint}`,
  });
}

export function keyInUse(key: string): StripeFault {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
  return invalidRequest(message, undefined, "idempotency_key_in_use", 409);
}

export function keepAnswer(ctx: Context, answer: StoredAnswer): void {
  for (let old = ctx.store.oldest("answer"); old && old.created + LIFE <= ctx.now; old = ctx.store.oldest("answer")) {
    ctx.store.remove("answer", old.id);
  }
  ctx.store.put("answer", answer.id, answer);
}
