/** Statuses a refusal may have; everything unforeseen is a 500 and not a refusal. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 421 | 429 | 503;

/**
 * Something that was asked for and is refused. The one error class that becomes an HTTP answer other than 500.
 * `message` is for customers and goes out as `{"error": message}`; `detail` is for the log and never leaves the server.
 */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly headers: Readonly<Record<string, string>>;
  readonly detail: string | undefined;

  constructor(
    status: RefusalStatus,
    message: string,
    options: { headers?: Record<string, string>; detail?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Refusal";
    this.status = status;
    this.headers = options.headers ?? {};
    this.detail = options.detail;
  }
}

/** Own rows only: somebody else's row and a row that does not exist get the same answer. */
export function notFound(detail?: string): Refusal {
  return new Refusal(404, "Not found", detail === undefined ? {} : { detail });
}

/** The answer to a request that needs somebody signed in. */
export function signInNeeded(): Refusal {
  return new Refusal(401, "Sign in to continue");
}
