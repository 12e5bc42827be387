import { afterEach, expect } from "vitest";

/** What is written to the console during a test was not expected by anybody: the test fails. */
const METHODS = ["log", "info", "warn", "error", "debug"] as const;
const written: string[] = [];

for (const method of METHODS) {
  console[method] = (...parts: unknown[]) => {
    written.push(`console.${method}: ${parts.map(String).join(" ")}`);
  };
}

afterEach(() => {
  expect(written.splice(0), "nothing is written to the console").toEqual([]);
});
