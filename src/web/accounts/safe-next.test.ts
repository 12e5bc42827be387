import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next.ts";

describe("where sign-in may lead", () => {
  it.each(["/practice", "/subscription?plan=weekly", "/subscription/success?session_id=cs_test_1", "/a#b"])(
    "keeps the path %s of this site",
    (path) => expect(safeNext(path)).toBe(path),
  );

  it.each([
    undefined,
    "",
    "practice",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/a\\b",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/a b",
  ])("refuses %j", (path) => expect(safeNext(path)).toBeUndefined());
});
