import { expect, it } from "vitest";
import { AccessReason } from "../../contract/index.ts";
import { describeAccess } from "./access-words.ts";

it("has plain words for every reason, without exclamation marks", () => {
  for (const reason of AccessReason.options) {
    for (const granted of [true, false]) {
      const { title, text } = describeAccess({ granted, plan: "weekly", until: "2026-12-01T09:30:00.000Z", reason });
      expect(title).toMatch(/^[A-Z].*[a-z]$/);
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(title + text).not.toMatch(/!|undefined|null/);
    }
  }
});
