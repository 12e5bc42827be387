import { parseArgs } from "node:util";

export type Options = Readonly<{
  checkout: boolean;
  webhooks: boolean;
  seconds: number;
  rounds: number;
  connections: number;
  /** Where the CPU profile of our server is written when it stops. */
  profile: string | undefined;
}>;

const NAMES = ["checkout", "webhooks"];

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "4" },
      rounds: { type: "string", default: "5" },
      connections: { type: "string", default: "16" },
      profile: { type: "string" },
    },
  });
  const foreign = positionals.find((name) => !NAMES.includes(name));
  if (foreign !== undefined)
    throw new Error(`${foreign} is no benchmark: name ${NAMES.join(" or ")}, or none for both`);
  const wants = (name: string) => positionals.length === 0 || positionals.includes(name);
  return {
    checkout: wants("checkout"),
    webhooks: wants("webhooks"),
    seconds: readNumber("seconds", values.seconds),
    rounds: Math.ceil(readNumber("rounds", values.rounds)),
    connections: Math.ceil(readNumber("connections", values.connections)),
    profile: values.profile,
  };
}

function readNumber(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1000)) throw new Error(`--${name} must be a number above 0`);
  return value;
}
