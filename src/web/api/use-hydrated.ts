import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * False while a component takes over what the server painted, true from then on. Parts of a page take over at different
 * moments: an answer that one part has got already must not change what another is about to take over.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
