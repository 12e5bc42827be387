import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const PORT = process.env.JOURNEY_PORT ?? "3210";
const SANDBOX_PORT = process.env.JOURNEY_SANDBOX_PORT ?? "12210";
const url = `http://localhost:${PORT}`;
// Workers load this file too: the first process decides, the others are told.
process.env.JOURNEY_DATA_DIR ??= mkdtempSync(join(tmpdir(), "journeys-"));
process.env.JOURNEY_SANDBOX_URL = `http://127.0.0.1:${SANDBOX_PORT}`;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/journeys",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: url,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  // Time is moved for everybody in the life after the purchase, so that it comes last.
  projects: [
    { name: "journeys", testIgnore: "life.spec.ts" },
    { name: "life", testMatch: "life.spec.ts", dependencies: ["journeys"] },
  ],
  webServer: {
    command: "npm start",
    url: `${url}/readyz`,
    timeout: 120_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    env: { PORT, STRIPE_SANDBOX_PORT: SANDBOX_PORT, DATA_DIR: process.env.JOURNEY_DATA_DIR },
  },
});
