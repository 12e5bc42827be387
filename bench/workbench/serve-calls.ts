/** What a child process can be asked, by name. One argument at most; answers must survive JSON. */
export type Calls = Record<string, (input: never) => unknown>;

export type Call = Readonly<{ id: number; name: string; input: unknown }>;
export type Reply = Readonly<{ ready: true } | { id: number; value: unknown } | { id: number; failure: string }>;

/**
 * The child's side: says that it is ready, answers its parent's calls, and ends when the parent lets go of it or is
 * gone. Ctrl-C reaches the children too; it is the parent that decides what follows.
 */
export function serveCalls(calls: Calls, stop: () => Promise<unknown> = async () => {}): void {
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  const leave = () => void stop().finally(() => process.exit(0));
  process.on("disconnect", leave);
  process.on("message", (call: Call) => {
    answer(calls, call).then(say, (error: unknown) => say({ id: call.id, failure: describe(error) }));
  });
  if (process.connected) say({ ready: true });
  else leave();
}

async function answer(calls: Calls, { id, name, input }: Call): Promise<Reply> {
  const verb = calls[name] as ((input: unknown) => unknown) | undefined;
  if (verb === undefined) throw new Error(`${name} is not among the calls`);
  return { id, value: await verb(input) };
}

function say(reply: Reply): void {
  process.send?.(reply);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
