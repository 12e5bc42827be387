/** Our server as it is deployed: `startServer` with its usual logging. Only the rate limits are roomy. */
import { parseConfig } from "../../src/platform/config/index.ts";
import { startServer } from "../../src/server.ts";
import { serveCalls } from "../workbench/serve-calls.ts";
import { serverCalls } from "./server-calls.ts";

const ROOMY = { perAddress: 1e9, perUser: 1e9 };

const server = await startServer({
  config: parseConfig(process.env),
  limits: { checkout: ROOMY, refresh: ROOMY },
});
serveCalls(serverCalls(server.port), server.stop);
