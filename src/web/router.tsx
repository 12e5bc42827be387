import { createRouter, type RouterHistory } from "@tanstack/react-router";
import { routeTree } from "./routes.tsx";
import { ErrorPage } from "./shell/error-page.tsx";
import { NotFound } from "./shell/not-found.tsx";

/** A router for the browser (no history given) or for painting one page on the server. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    ...(history ? { history } : { scrollRestoration: true }),
    defaultPreload: "intent",
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFound,
    // Search values are text: the router's own parser would turn a token of digits into a number.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const pairs = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string");
      const text = new URLSearchParams(pairs).toString();
      return text === "" ? "" : `?${text}`;
    },
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
