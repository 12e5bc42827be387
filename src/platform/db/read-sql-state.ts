/**
 * The code of a database failure: a SQLSTATE such as "40001", or Node's own such as "ECONNREFUSED".
 * Drizzle wraps the driver's error, and Node wraps several connection attempts, so the causes are walked.
 */
export function readSqlState(error: unknown): string | undefined {
  for (let link = error, depth = 0; link instanceof Error && depth < 5; link = link.cause, depth += 1) {
    const code = "code" in link ? link.code : undefined;
    if (typeof code === "string") return code;
    if (link instanceof AggregateError) return readSqlState(link.errors[0]);
  }
  return undefined;
}
