import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSession } from "../api/queries.ts";
import { useHydrated } from "../ui/use-hydrated.ts";
import { safeNext } from "./safe-next.ts";

/** Where sign-in leads. Unknown in server-painted HTML, which is the same for every address of the page. */
export function useNext(next: string | undefined): string | undefined {
  return useHydrated() ? safeNext(next) : undefined;
}

/** Leaves the page as soon as somebody is signed in: after the form, or because they were all along. */
export function useLeaveWhenSignedIn(to: string): void {
  const { user } = useSession();
  const navigate = useNavigate();
  const signedIn = Boolean(user);
  useEffect(() => {
    if (signedIn) void navigate({ href: to, replace: true });
  }, [signedIn, to, navigate]);
}
