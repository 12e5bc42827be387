import { QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Plan, User } from "../../contract/index.ts";
import { useHydrated } from "../ui/use-hydrated.ts";
import { ApiError } from "./api-error.ts";
import { useBoot } from "./boot.tsx";
import { api } from "./client.ts";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 30_000, retry: (count, error) => count < 2 && isWorthRetrying(error) } },
  });
}

/** `user` is undefined until the server has answered, null when nobody is signed in. */
export function useSession(): { user: User | null | undefined; error: unknown; retry: () => void } {
  const query = useQuery({ queryKey: ["session"], queryFn: api.session });
  const hydrated = useHydrated();
  const user = hydrated ? query.data?.user : undefined;
  useEffect(() => {
    if (user !== undefined) rememberVisitor(user !== null);
  }, [user]);
  return { user, error: user === undefined ? query.error : null, retry: () => void query.refetch() };
}

/** Call after signing in or out: every answer so far belonged to somebody else. */
export function useForgetAnswers(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.cancelQueries();
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" && query.queryKey[0] !== "openapi" });
    await client.refetchQueries({ queryKey: ["session"] });
  };
}

export function useAccess(user: User | null | undefined) {
  return useQuery({ queryKey: ["access", user?.id], queryFn: api.access, enabled: Boolean(user) });
}

/** The prices that came with the page; asked for again only when Stripe could not be reached then. */
export function usePlans(): { plans: Plan[] | null; failed: boolean; retry: () => void } {
  const { plans } = useBoot();
  const query = useQuery({ queryKey: ["plans"], queryFn: api.plans, enabled: plans === null });
  const hydrated = useHydrated();
  return {
    plans: plans ?? (hydrated ? query.data?.plans : null) ?? null,
    failed: plans === null && query.isError,
    retry: () => void query.refetch(),
  };
}

export function useDevices() {
  return useQuery({ queryKey: ["devices"], queryFn: api.devices });
}

export function useOutbox() {
  return useQuery({ queryKey: ["outbox"], queryFn: api.outbox, refetchInterval: 5000 });
}

export function useOpenApi() {
  return useQuery({ queryKey: ["openapi"], queryFn: api.openapi, staleTime: Number.POSITIVE_INFINITY });
}

function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

function rememberVisitor(known: boolean): void {
  try {
    if (known) localStorage.setItem("visitor", "known");
    else localStorage.removeItem("visitor");
  } catch {
    // Storage is closed: only a small flicker is lost.
  }
  if (!known) delete document.documentElement.dataset.visitor;
}
