import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/** Wherever one of these keys stands in a log object, its value is not written. */
const SECRET_KEYS = [
  "password",
  "currentPassword",
  "newPassword",
  "token",
  "secret",
  "authorization",
  "cookie",
  "email",
  "to",
  "url",
  "databaseUrl",
  "secretKey",
  "webhookSecrets",
];

/** Shapes of secrets that could stand inside a text, such as an error's message. */
const SECRET_TEXT =
  /\b(?:(?:sk|rk)_(?:test|live)_\w+|whsec_\w+|postgres(?:ql)?:\/\/[^\s"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

/** JSON lines on standard output, UTC times, secrets redacted by key and by shape. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[redacted]" },
    serializers: { err: describeError },
  };
  return pino(options, destination ?? bufferedOutput());
}

/** Standard output in blocks of 4 KiB, flushed every half second and at the exit: a system call for each line is dear. */
function bufferedOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, minLength: 4096, sync: true });
  setInterval(() => output.flush(), 500).unref();
  process.once("exit", () => output.flushSync());
  return output;
}

/** What the log keeps of an error: its chain of causes, each with type, code and scrubbed text. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const code = "code" in error ? error.code : undefined;
  return {
    type: error.name,
    message: scrub(error.message),
    ...(code === undefined ? {} : { code }),
    stack: scrub(error.stack ?? ""),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** A statement's values, as Drizzle adds them to a failure's text. */
const STATEMENT_VALUES = /\nparams:[^\n]*/g;

/** Takes secrets, e-mail addresses and a statement's values out of a text. */
export function scrub(text: string): string {
  return text.replace(STATEMENT_VALUES, "").replace(SECRET_TEXT, "[redacted]");
}
