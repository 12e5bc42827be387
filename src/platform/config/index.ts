export * from "./config.ts";
export * from "./load-env-file.ts";
