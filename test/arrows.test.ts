import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const CRUISER = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
const RULES = join(ROOT, ".dependency-cruiser.cjs");

type Cruise = { failed: boolean; output: string };

function cruise(cwd: string): Promise<Cruise> {
  return new Promise((done) => {
    const args = [CRUISER, "--config", RULES, "src", "sandbox"];
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) =>
      done({ failed: error !== null, output: stdout + stderr }),
    );
  });
}

/** A tree with one file for each path, each importing what is given beside it. */
async function cruisePlanted(files: Record<string, string>): Promise<Cruise> {
  const dir = await mkdtemp(join(tmpdir(), "arrows-"));
  try {
    for (const place of ["src", "sandbox"]) await mkdir(join(dir, place));
    await cp(join(ROOT, "tsconfig.json"), join(dir, "tsconfig.json"));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    }
    return await cruise(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

describe("the rule of who may import whom", () => {
  it("holds for the whole tree, and has read it", async () => {
    const { failed, output } = await cruise(ROOT);
    expect(failed, output).toBe(false);
    const modules = Number(/(\d+) modules/.exec(output)?.[1]);
    expect(modules).toBeGreaterThan(150);
  }, 60_000);

  it.each([
    ["platform-imports-only-nothing", "src/platform/log/index.ts", "src/accounts/index.ts"],
    ["accounts-imports-only", "src/accounts/index.ts", "src/billing/index.ts"],
    ["billing-imports-only", "src/billing/index.ts", "src/console/index.ts"],
    ["rooms-are-entered-by-their-door", "src/billing/index.ts", "src/accounts/tables.ts"],
    ["contract-imports-only-nothing", "src/contract/index.ts", "src/platform/log/index.ts"],
    ["web-imports-only", "src/web/pages/home.ts", "src/billing/index.ts"],
    ["web-knows-only-types-of-the-server", "src/web/pages/home.ts", "src/app.ts"],
    ["web-ui-imports-no-feature", "src/web/ui/button.ts", "src/web/billing/plans.ts"],
    ["web-features-import-no-page", "src/web/billing/plans.ts", "src/web/pages/home.ts"],
    ["sandbox-and-src-never-meet", "sandbox/stripe/index.ts", "src/platform/log/index.ts"],
    ["sandbox-and-src-never-meet", "src/billing/index.ts", "sandbox/stripe/index.ts"],
    ["src-imports-no-tool", "src/billing/index.ts", "bin/start.ts"],
  ])(
    "%s: bites when %s imports %s",
    async (rule, from, to) => {
      const way = `${"../".repeat(from.split("/").length - 1)}${to}`;
      const { failed, output } = await cruisePlanted({
        [from]: `import { planted } from "${way}";\nexport const user = planted;\n`,
        [to]: "export const planted: number = 1;\n",
      });
      expect(output).toContain(rule);
      expect(failed).toBe(true);
    },
    30_000,
  );

  it("lets the browser know the server's types", async () => {
    const { failed, output } = await cruisePlanted({
      "src/web/pages/home.ts": 'import type { App } from "../../app.ts";\nexport type Same = App;\n',
      "src/app.ts": "export type App = number;\n",
    });
    expect(failed, output).toBe(false);
  }, 30_000);
});
