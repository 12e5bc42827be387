import type { z } from "zod";
import type { Form } from "./parse-form.ts";
import { invalidRequest, type StripeFault } from "./stripe-fault.ts";

/** Strict: an unknown, missing or malformed parameter is refused in Stripe's words, naming it with its brackets. */
export function validateParams<S extends z.ZodType>(schema: S, form: Form): z.output<S> {
  const result = schema.safeParse(form);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(deepest);
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  throw explain(unknown ?? issues[0], form);
}

type Issue = z.core.$ZodIssue;

/** A union reports every branch; what helps is the branch that got furthest. */
function deepest(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const branches = issue.errors.map((branch) =>
    branch.flatMap((inner) => deepest({ ...inner, path: [...issue.path, ...inner.path] } as Issue)),
  );
  const furthest = branches.sort((a, b) => rank(b) - rank(a))[0];
  return furthest ?? [issue];
}

function rank(branch: readonly Issue[]): number {
  return Math.max(0, ...branch.map((issue) => issue.path.length * 2 + (issue.code === "unrecognized_keys" ? 3 : 0)));
}

function explain(issue: Issue | undefined, form: Form): StripeFault {
  if (!issue) return invalidRequest("Invalid request");
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => bracketed([...issue.path, key]));
    const plural = names.length > 1 ? "parameters" : "parameter";
    return invalidRequest(`Received unknown ${plural}: ${names.join(", ")}`, names[0], "parameter_unknown");
  }
  const param = bracketed(issue.path);
  const value = valueAt(form, issue.path);
  if (value === undefined) return invalidRequest(`Missing required param: ${param}.`, param, "parameter_missing");
  if (value === "" && issue.code !== "invalid_value") {
    const message = `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`;
    return invalidRequest(message, param, "parameter_invalid_empty");
  }
  if (issue.code === "invalid_value" && issue.message !== "Invalid boolean") {
    const choices = issue.values.map(String);
    const listed = new Intl.ListFormat("en-US", { type: "disjunction" }).format(choices);
    return invalidRequest(`Invalid ${param}: must be one of ${listed}`, param);
  }
  if (issue.code === "invalid_type") return invalidRequest(`Invalid ${kindOf(issue.expected)}`, param);
  const code = { "Invalid integer": "parameter_invalid_integer", "Not a valid URL": "url_invalid" }[issue.message];
  const repeat = /^Invalid [a-z ]+$/.test(issue.message) && typeof value === "string" ? `: ${value}` : "";
  return invalidRequest(`${issue.message}${repeat}`, param, code);
}

function kindOf(expected: string): string {
  return expected === "object" || expected === "record" ? "hash" : expected;
}

function bracketed(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (index === 0 ? String(key) : `[${String(key)}]`)).join("");
}

function valueAt(form: Form, path: readonly PropertyKey[]): unknown {
  let value: unknown = form;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
