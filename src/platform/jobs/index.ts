export * from "./run-every.ts";
