import { listEvents } from "../billing/index.ts";
import { type Command, readArguments, type Terminal } from "./command.ts";
import { describeEvent } from "./describe-event.ts";
import { withBilling } from "./open-billing.ts";

export const eventCommands: readonly Command[] = [
  {
    usage: "billing:events [--failed]",
    does: "lists events that failed, are nobody's or wait, with the reason; --failed leaves out those that wait",
    run: list,
  },
];

async function list(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments(args, { words: [0, 0], options: { failed: { type: "boolean" } } });
  const failed = values.failed === true;
  return await withBilling(terminal, async (ctx) => {
    const events = await listEvents(ctx, { failed });
    if (events.length === 0) terminal.print(failed ? "No event failed or is nobody's." : "No event failed or waits.");
    for (const event of events) terminal.print(describeEvent(event));
    return 0;
  });
}
