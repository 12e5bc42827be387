export * from "./access.ts";
export * from "./accounts.ts";
export * from "./billing.ts";
export * from "./boot.ts";
export * from "./checkout.ts";
export * from "./errors.ts";
export * from "./outbox.ts";
export * from "./plans.ts";
