import { defineConfig } from "vitest/config";

/**
 * The tests that mutants of fetching, storing and putting right run against: with a real database and the local Stripe,
 * but without a server and its waiting for webhooks, which would make each mutant cost half a minute.
 */
export default defineConfig({
  test: {
    include: ["src/billing/{reconcile,outbox}/*.test.ts"],
    exclude: ["**/read-stripe.test.ts", "**/*notices*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/fail-on-console.ts"],
    // Each mutant gets a process of its own anyway; its test files may share what they import.
    isolate: false,
    testTimeout: 15_000,
    hookTimeout: 60_000,
  },
});
