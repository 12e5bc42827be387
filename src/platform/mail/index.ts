export * from "./create-mailer.ts";
export * from "./list-outbox.ts";
