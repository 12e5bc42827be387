import { useLocation } from "@tanstack/react-router";
import { hasStatus } from "../api/api-error.ts";

/**
 * The way on after an answer that says that the session is over; nothing for any other error. It loads the page anew:
 * what the browser still remembers of the session would send its visitor straight back.
 */
export function SignInAgain({ error }: { error: unknown }) {
  const next = useLocation({ select: (location) => location.href });
  if (!hasStatus(error, 401)) return null;
  return (
    <p className="mt-1">
      <a href={`/sign-in?${new URLSearchParams({ next })}`}>Sign in</a>
    </p>
  );
}
