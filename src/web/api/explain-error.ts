import { ApiError } from "./api-error.ts";

export interface Explanation {
  /** What happened, what is safe, and the way on. */
  text: string;
  /** Finds the request in the log; only for what nobody foresaw. */
  requestId: string | null;
}

/** `safe` says what the failure left untouched: "Nothing was charged." */
export function explainError(error: unknown, safe = ""): Explanation {
  const say = (text: string, requestId: string | null = null) => ({
    text: [text, safe].filter(Boolean).join(" "),
    requestId,
  });
  if (!(error instanceof ApiError)) return say("Something went wrong on this page. Reload it and try again.");
  if (error.status === 0) return say("We could not reach the server. Check your connection and try again.");
  if (error.status === 429) return say("That was too many tries in a short time. Wait a few minutes and try again.");
  if (error.status === 401) return say(withPeriod(error.message || "You are signed out. Sign in and try again."));
  if (error.status < 500 && error.message) return say(withPeriod(error.message));
  return say("Something went wrong on our side. Try again in a moment.", error.requestId);
}

function withPeriod(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
