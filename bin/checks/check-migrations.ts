/** Fails when the rooms' tables have changed without a migration. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const COMMITTED = "src/platform/db/migrations";
// drizzle-kit wants a relative path for its output.
const scratch = mkdtempSync("data-migrations-");
try {
  cpSync(COMMITTED, scratch, { recursive: true });
  const before = readdirSync(scratch).length;
  const kit = [
    "node_modules/drizzle-kit/bin.cjs",
    "generate",
    "--dialect",
    "postgresql",
    "--schema",
    "./src/*/tables.ts",
  ];
  execFileSync(process.execPath, [...kit, "--out", scratch], { stdio: ["ignore", "pipe", "inherit"] });
  const made = readdirSync(scratch).length - before;
  console.log(
    made === 0
      ? "The migrations fit the tables."
      : "The tables have changed: run `npm run migrations -- --name what-changes`.",
  );
  if (made !== 0) process.exitCode = 1;
} finally {
  rmSync(join(scratch), { recursive: true });
}
