import { createRootRoute, createRoute, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** Stands in the window's title before the product's name; none on the start page. */
    title?: string;
    /** The page's module, for its preload link. */
    page?: string;
  }
}

type Search = Record<string, unknown>;
const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const only =
  <K extends string>(key: K) =>
  (search: Search): { [P in K]?: string } => {
    const value = text(search[key]);
    return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
  };

const rootRoute = createRootRoute({
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: NotFound,
});
const getParentRoute = () => rootRoute;

/** The pages: address, title, module. */
export const routeTree = rootRoute.addChildren([
  createRoute({
    getParentRoute,
    path: "/",
    component: lazyRouteComponent(() => import("./pages/home.tsx")),
    staticData: { page: "pages/home.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/subscription",
    validateSearch: (search: Search) => ({
      ...only("canceled")(search),
      ...only("expired")(search),
      ...only("plan")(search),
    }),
    component: lazyRouteComponent(() => import("./pages/subscription.tsx")),
    staticData: { title: "Plans", page: "pages/subscription.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/subscription/success",
    validateSearch: only("session_id"),
    component: lazyRouteComponent(() => import("./pages/subscription-success.tsx")),
    staticData: { title: "Your payment", page: "pages/subscription-success.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/sign-up",
    validateSearch: only("next"),
    component: lazyRouteComponent(() => import("./pages/sign-up.tsx")),
    staticData: { title: "Create an account", page: "pages/sign-up.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/sign-in",
    validateSearch: only("next"),
    component: lazyRouteComponent(() => import("./pages/sign-in.tsx")),
    staticData: { title: "Sign in", page: "pages/sign-in.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/forgot-password",
    component: lazyRouteComponent(() => import("./pages/forgot-password.tsx")),
    staticData: { title: "Forgot your password", page: "pages/forgot-password.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/reset-password",
    validateSearch: only("token"),
    component: lazyRouteComponent(() => import("./pages/reset-password.tsx")),
    staticData: { title: "Choose a new password", page: "pages/reset-password.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/confirm-email",
    validateSearch: only("token"),
    component: lazyRouteComponent(() => import("./pages/confirm-email.tsx")),
    staticData: { title: "Confirm your e-mail", page: "pages/confirm-email.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/confirm-email-change",
    validateSearch: only("token"),
    component: lazyRouteComponent(() => import("./pages/confirm-email-change.tsx")),
    staticData: { title: "Confirm your new e-mail", page: "pages/confirm-email-change.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/account",
    component: lazyRouteComponent(() => import("./pages/account.tsx")),
    staticData: { title: "Account", page: "pages/account.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/account/billing",
    validateSearch: only("from"),
    component: lazyRouteComponent(() => import("./pages/billing.tsx")),
    staticData: { title: "Billing", page: "pages/billing.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/account-deleted",
    component: lazyRouteComponent(() => import("./pages/account-deleted.tsx")),
    staticData: { title: "Account deleted", page: "pages/account-deleted.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/practice",
    component: lazyRouteComponent(() => import("./pages/practice.tsx")),
    staticData: { title: "Practice", page: "pages/practice.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/outbox",
    component: lazyRouteComponent(() => import("./pages/outbox.tsx")),
    staticData: { title: "Outbox", page: "pages/outbox.tsx" },
  }),
  createRoute({
    getParentRoute,
    path: "/docs/api",
    component: lazyRouteComponent(() => import("./pages/api-docs.tsx")),
    staticData: { title: "API", page: "pages/api-docs.tsx" },
  }),
]);
