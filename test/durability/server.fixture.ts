// A server process of its own: loads everything, says so, and starts when it is told to.
import { once } from "node:events";
import { parseConfig } from "../../src/platform/config/index.ts";
import { startServer } from "../../src/server.ts";

const ROOMY = { perAddress: 100_000, perUser: 100_000 };

// The test that started this process is gone.
process.on("disconnect", () => process.exit());

process.send?.("loaded");
await once(process, "message");
await startServer({ config: parseConfig(process.env), limits: { checkout: ROOMY, refresh: ROOMY } });
