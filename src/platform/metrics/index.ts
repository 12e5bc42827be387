export { type Collect, metricsRoutes } from "./metrics-routes.ts";
export { counter, gauge, histogram, registry } from "./registry.ts";
