export { hasOutbox, outboxRoutes } from "./outbox-routes.ts";
