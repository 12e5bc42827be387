import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/** Where a command reads and writes. Results go to `print`, what happens meanwhile to `tell`. */
export type Terminal = Readonly<{
  /** Standard output. */
  print(text: string): void;
  /** Standard error. */
  tell(line: string): void;
  /** The variables, `.env` and those of the local Stripe included. */
  env: NodeJS.ProcessEnv;
}>;

export type Command = Readonly<{
  /** `name ARGUMENT [--flag VALUE]`; the first word is its name. */
  usage: string;
  /** One line. */
  does: string;
  /** @returns the exit code */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}>;

/** The command was not called as its usage says. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * The arguments of a command: how many words it takes, and its flags.
 * @throws UsageError
 */
export function readArguments<const O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  form: { words: readonly [least: number, most: number]; options: O },
) {
  const { values, positionals } = parse(args, form.options);
  const [least, most] = form.words;
  if (positionals.length < least || positionals.length > most || positionals.includes("")) {
    throw new UsageError(positionals.length > most ? "There are too many arguments." : "An argument is missing.");
  }
  return { values, words: positionals };
}

function parse<const O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** A flag that has to be given. @throws UsageError */
export function needFlag(name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === "") throw new UsageError(`--${name} is missing.`);
  return value;
}
