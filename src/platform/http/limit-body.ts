import { bodyLimit } from "hono/body-limit";
import { Refusal } from "../errors/index.ts";

/** Refuses a longer body with 413 before it is read whole, also one that does not announce its length. */
export function limitBody(maxBytes: number) {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      throw new Refusal(413, `The body is larger than ${maxBytes / 1024} KiB`);
    },
  });
}
