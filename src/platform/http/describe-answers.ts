import type { ZodType } from "zod";
import type { RefusalStatus } from "../errors/index.ts";

/** A JSON answer of the API reference. */
export function answer<T extends ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A refusal with the exact words it can have. */
export function refusal<T extends ZodType>(schema: T, description: string, words: readonly string[]) {
  const examples = Object.fromEntries(words.map((error, index) => [`error${index + 1}`, { value: { error } }]));
  return { description, content: { "application/json": { schema, examples } } };
}

/** A JSON body that must be there: without `required` a body of another content type would pass unchecked. */
export function body<T extends ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } } as const;
}

/** What each refusal status means; a route names those it can give. */
export const REFUSALS: Readonly<Record<RefusalStatus, string>> = {
  400: "The request is not valid.",
  401: "Nobody is signed in.",
  403: "Not allowed for the one who is signed in, or sent from another site.",
  404: "Not found, or somebody else's.",
  405: "Another method is needed: see the Allow header.",
  409: "Can't be done in the present state.",
  413: "The body is too large.",
  415: "The body is not application/json.",
  421: "Not the host that serves this.",
  429: "Too many requests: wait for the seconds in Retry-After.",
  503: "Not available for the moment.",
};

/** What a route needs to know its caller by; the schemes themselves are described in src/describe-api.ts. */
export const SIGNED_IN: Record<string, string[]>[] = [{ session: [] }];
export const OPERATOR: Record<string, string[]>[] = [{ operatorKey: [] }];
