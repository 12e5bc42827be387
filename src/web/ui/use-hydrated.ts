import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * False in server-painted HTML and while a component takes it over, true from then on. Parts of a page take over at
 * different moments: an answer that one part has got already must not change what another is about to take over.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
