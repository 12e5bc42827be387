import { expect, it } from "vitest";
import { ApiError } from "./api-error.ts";
import { explainError } from "./explain-error.ts";

it("puts a full stop between what happened and what is safe, whatever was refused", () => {
  for (const status of [400, 401, 409]) {
    const { text } = explainError(new ApiError(status, "Sign in to continue", null), "Nothing was charged.");
    expect(text).toBe("Sign in to continue. Nothing was charged.");
  }
});
