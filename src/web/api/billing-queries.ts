import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Billing, User } from "../../contract/index.ts";
import { api } from "./client.ts";

export function useBilling(user: User | null | undefined, { enabled = true } = {}) {
  return useQuery({ queryKey: ["billing", user?.id], queryFn: api.billing, enabled: enabled && Boolean(user) });
}

/** Asks Stripe, so it may be slow or fail: no page may wait for it. */
export function useReceipts(user: User) {
  return useQuery({ queryKey: ["receipts", user.id], queryFn: api.receipts });
}

/** Fetches everything from Stripe anew; what is shown everywhere follows the answer. */
export function useBillingReconciliation(user: User) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: api.reconcileBilling,
    onSuccess: async (billing) => {
      keepBilling(client, user, billing);
      await client.invalidateQueries({ queryKey: ["receipts"] });
    },
  });
}

/** Cancels or resumes the weekly subscription; done when everything that is shown follows the answer. */
export function useCancellation(user: User) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (cancel: boolean) => (cancel ? api.cancelSubscription() : api.resumeSubscription()),
    onSuccess: async (access) => {
      client.setQueryData(["access", user.id], access);
      await client.invalidateQueries({ queryKey: ["billing"] });
    },
  });
}

/** Leaves for Stripe's portal, which sends its visitor back to the billing page. */
export function usePortal() {
  return useMutation({ mutationFn: api.openPortal, onSuccess: ({ url }) => location.assign(url) });
}

function keepBilling(client: QueryClient, user: User, billing: Billing): void {
  client.setQueryData(["billing", user.id], billing);
  client.setQueryData(["access", user.id], billing.access);
}
