import { createContext, type ReactNode, useContext } from "react";
import type { Boot } from "../../contract/index.ts";

const BootContext = createContext<Boot | null>(null);

export function BootProvider({ boot, children }: { boot: Boot; children: ReactNode }) {
  return <BootContext value={boot}>{children}</BootContext>;
}

/** What the server told this page: name, test mode, prices. */
export function useBoot(): Boot {
  const boot = useContext(BootContext);
  if (!boot) throw new Error("useBoot needs a BootProvider");
  return boot;
}
