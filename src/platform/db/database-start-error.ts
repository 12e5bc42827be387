/** The database cannot be used. The message is one line for the operator: what failed, why, and the mend. */
export class DatabaseStartError extends Error {
  override readonly name = "DatabaseStartError";
}
