import { expect, it } from "vitest";
import { splitLinks } from "./split-links.ts";

it("makes addresses of a mail clickable and leaves the punctuation after them alone", () => {
  const pieces = splitLinks("Open http://localhost:3000/confirm-email?token=a.b-c_d. Thanks (https://x.example/y).");
  expect(pieces.map(({ text, href }) => [text, href !== null])).toEqual([
    ["Open ", false],
    ["http://localhost:3000/confirm-email?token=a.b-c_d", true],
    [". Thanks (", false],
    ["https://x.example/y", true],
    [").", false],
  ]);
});

it("never makes a link of another kind of address", () => {
  expect(splitLinks("javascript:alert(1) data:text/html,x").some(({ href }) => href !== null)).toBe(false);
});
