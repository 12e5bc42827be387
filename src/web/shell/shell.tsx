import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useBoot } from "../api/boot.tsx";
import { PastDueBanner } from "../billing/past-due-banner.tsx";
import { SandboxRibbon } from "./sandbox-ribbon.tsx";
import { SiteFooter } from "./site-footer.tsx";
import { SiteHeader } from "./site-header.tsx";

/** What stands around every page. */
export function Shell({ children }: { children: ReactNode }) {
  useAnnounceNavigation();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only bg-ink px-4 py-2 text-paper focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10"
      >
        Skip to the content
      </a>
      <SandboxRibbon />
      <SiteHeader />
      <PastDueBanner />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <SiteFooter />
    </div>
  );
}

/** After navigation inside the app: the new title, and focus on the new heading, as a fresh page would do. */
function useAnnounceNavigation(): void {
  const router = useRouter();
  const { appName } = useBoot();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation) return;
        document.title = pageTitle(router.state.matches.at(-1)?.staticData.title, appName);
        document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
      }),
    [router, appName],
  );
}

export function pageTitle(title: string | undefined, appName: string): string {
  return title ? `${title} · ${appName}` : appName;
}
