import { join } from "node:path";
import { DEFAULT_PORT, startStripeSandbox } from "./start-sandbox.ts";

const { STRIPE_SANDBOX_PORT, DATA_DIR } = process.env;
const port = Number(STRIPE_SANDBOX_PORT || DEFAULT_PORT);
const stateFile = process.argv[2] ?? (DATA_DIR ? join(DATA_DIR, "stripe-sandbox.jsonl") : undefined);

try {
  const sandbox = await startStripeSandbox({ port, log: console.log, ...(stateFile ? { stateFile } : {}) });
  const stop = () => void sandbox.stop().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  process.send?.({ ready: true, origin: sandbox.origin });
  console.log(`Stripe sandbox at ${sandbox.origin} (${stateFile ? `state in ${stateFile}` : "state in memory"})`);
} catch (error) {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const reason = error instanceof Error ? error.message : String(error);
  console.error(
    taken ? `Port ${port} is in use. Set STRIPE_SANDBOX_PORT to another.` : `The sandbox did not start: ${reason}`,
  );
  process.exit(1);
}
