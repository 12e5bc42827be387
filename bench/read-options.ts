import { parseArgs } from "node:util";
import { BENCHMARKS, type Benchmark } from "./runs/benchmarks.ts";

export type Options = Readonly<{
  benchmarks: readonly Benchmark[];
  seconds: number;
  rounds: number;
  /** Undefined: each benchmark's own. */
  connections: number | undefined;
  /** Where the CPU profile of our server is written when it stops. */
  profile: string | undefined;
}>;

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "4" },
      rounds: { type: "string", default: "5" },
      connections: { type: "string" },
      profile: { type: "string" },
    },
  });
  return {
    benchmarks: chooseBenchmarks(positionals),
    seconds: readNumber("seconds", values.seconds),
    rounds: Math.ceil(readNumber("rounds", values.rounds)),
    connections:
      values.connections === undefined ? undefined : Math.ceil(readNumber("connections", values.connections)),
    profile: values.profile,
  };
}

function chooseBenchmarks(named: readonly string[]): Benchmark[] {
  const foreign = named.find((name) => !BENCHMARKS.has(name));
  if (foreign !== undefined)
    throw new Error(`${foreign} is no benchmark: name some of ${[...BENCHMARKS.keys()].join(", ")}, or none`);
  const wanted = ([name, { onlyNamed }]: [string, Benchmark]) =>
    named.length === 0 ? onlyNamed !== true : named.includes(name);
  return [...BENCHMARKS].filter(wanted).map(([, benchmark]) => benchmark);
}

function readNumber(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1000)) throw new Error(`--${name} must be a number above 0`);
  return value;
}
