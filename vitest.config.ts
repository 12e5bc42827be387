import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,sandbox,test,bin,bench}/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/fail-on-console.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
