import { defineConfig } from "drizzle-kit";

/** `npm run migrations -- --name what-changes` writes the next migration from the rooms' tables. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/*/tables.ts",
  out: "./src/platform/db/migrations",
});
