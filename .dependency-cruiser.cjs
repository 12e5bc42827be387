/** Who may import whom (docs/map.md). Run by `npm run arrows`; src/arrows.test.ts shows that the rules still bite. */

const ROOMS = {
  contract: [],
  platform: [],
  accounts: ["platform", "contract"],
  billing: ["platform", "contract", "accounts"],
  bank: ["platform", "contract"],
  training: ["platform", "contract", "accounts", "bank", "billing"],
  insight: ["platform", "contract", "training", "bank"],
  console: ["platform", "contract", "accounts", "billing", "bank", "training", "insight"],
  cli: ["platform", "contract", "accounts", "billing", "bank", "training", "insight", "console"],
  web: ["contract"],
};

/** A room is entered by its index.ts. The platform has one for each of its parts. */
const DOORS = ["^src/[a-z]+/index\\.ts$", "^src/platform/[a-z]+/index\\.ts$", "^src/platform/context\\.ts$"];

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports-only-${allowed.join("-") || "nothing"}`,
  severity: "error",
  from: { path: `^src/${room}/`, pathNot: "\\.test\\.tsx?$" },
  to: {
    path: "^src/",
    // The browser knows the server's types, and nothing else of it.
    pathNot: [`^src/(${[room, ...allowed].join("|")})/`, ...(room === "web" ? ["^src/app\\.ts$"] : [])],
  },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "rooms-are-entered-by-their-door",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^src/([^/]+)/", pathNot: ["^src/$1/", ...DOORS] },
    },
    {
      name: "training-sees-only-access-of-billing",
      severity: "error",
      from: { path: "^src/training/" },
      to: { path: "^src/billing/", pathNot: "^src/billing/(access/)?index\\.ts$" },
    },
    {
      name: "contract-needs-only-zod",
      severity: "error",
      from: { path: "^src/contract/" },
      to: { dependencyTypes: ["npm", "npm-dev", "core"], pathNot: "node_modules/zod/" },
    },
    {
      name: "web-knows-only-types-of-the-server",
      severity: "error",
      from: { path: "^src/web/" },
      to: { path: "^src/app\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "web-ui-imports-no-feature",
      severity: "error",
      from: { path: "^src/web/ui/" },
      to: { path: "^src/web/", pathNot: "^src/web/ui/" },
    },
    {
      name: "web-features-import-no-page-and-no-other-feature",
      severity: "error",
      from: { path: "^src/web/(accounts|billing|training|insight|console|api-docs|exam-player)/" },
      to: {
        path: "^src/web/(pages|accounts|billing|training|insight|console|api-docs|exam-player)/",
        pathNot: "^src/web/$1/",
      },
    },
    {
      name: "sandbox-and-src-never-meet",
      severity: "error",
      from: { path: "^(sandbox|src)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(sandbox|src)/", pathNot: "^$1/" },
    },
    {
      name: "src-imports-no-tool",
      severity: "error",
      from: { path: "^(src|sandbox)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(bin|bench|test|e2e)/" },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: { pathNot: "^src/web/" }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|data)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
