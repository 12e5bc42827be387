import { defineConfig } from "vitest/config";

/** The tests that mutants of the pure decisions run against: no server, no database. */
export default defineConfig({
  test: {
    include: [
      "src/billing/access/{corrections-settle,decide-access,decide-corrections,next-look}.test.ts",
      "src/billing/outbox/{decide-notices,notices-of-money-back}.test.ts",
      "src/billing/overview/describe-billing.test.ts",
      "src/billing/reconcile/read-stripe.test.ts",
    ],
    setupFiles: ["test/fail-on-console.ts"],
    // Each mutant gets a process of its own anyway; its test files may share what they import.
    isolate: false,
  },
});
