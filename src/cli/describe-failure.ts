import { z } from "zod";

const Failure = z.object({ type: z.string().optional(), message: z.string(), code: z.string().optional() });

/** A failure as the rows keep it (JSON, perhaps cut off) in one line. */
export function describeFailure(failure: string): string {
  const { type, message, code } = readFailure(failure);
  const said = message.split("\n")[0] ?? "";
  return [type, code].filter(Boolean).length === 0 ? said : `${[type, code].filter(Boolean).join(" ")}: ${said}`;
}

function readFailure(failure: string): z.infer<typeof Failure> {
  try {
    const parsed = Failure.safeParse(JSON.parse(failure));
    if (parsed.success) return parsed.data;
  } catch {
    // Cut off in the middle of the JSON: shown from its beginning.
  }
  return { message: failure.slice(0, 300) };
}
