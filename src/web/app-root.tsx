import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { Boot } from "../contract/index.ts";
import { BootProvider } from "./api/boot.tsx";
import type { AppRouter } from "./router.tsx";

/** The same tree in the browser and on the server. */
export function AppRoot({ boot, client, router }: { boot: Boot; client: QueryClient; router: AppRouter }) {
  return (
    <BootProvider boot={boot}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </BootProvider>
  );
}
