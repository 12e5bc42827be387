export { type RunningSandbox, type SandboxOptions, startStripeSandbox } from "./start-sandbox.ts";
