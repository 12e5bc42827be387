import { createRoute, z } from "@hono/zod-openapi";
import { Accepted, AccountDeletion, ErrorBody, SignUpRequest } from "../../contract/index.ts";
import { answer, body, createRouter, REFUSALS, SIGNED_IN } from "../../platform/http/index.ts";
import type { AccountsContext } from "../context.ts";
import { limitAttempts } from "../limits.ts";
import { createSessionFinder, requireSession } from "../session/find-session.ts";
import { deleteAccount } from "./delete-account.ts";
import { exportAccount } from "./export-account.ts";
import { signUp } from "./sign-up.ts";

const tags = ["Accounts"];

const signUpRoute = createRoute({
  method: "post",
  path: "/api/accounts",
  tags,
  summary: "Sign up",
  description:
    "Answers alike whether or not the address has an account; sign in next. The owner of a taken address gets a mail.",
  request: { body: body(SignUpRequest) },
  responses: {
    202: answer(Accepted, "Taken in."),
    400: answer(ErrorBody, REFUSALS[400]),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const exportRoute = createRoute({
  method: "get",
  path: "/api/account/export",
  tags,
  security: SIGNED_IN,
  summary: "Everything that is kept about you, as JSON",
  responses: {
    200: answer(z.record(z.string(), z.unknown()), "One member for each part."),
    401: answer(ErrorBody, REFUSALS[401]),
  },
});

const deleteRoute = createRoute({
  method: "delete",
  path: "/api/account",
  tags,
  security: SIGNED_IN,
  summary: "Delete the account",
  description: "Ends a subscription first, so that nothing is charged any more. Can't be undone.",
  request: { body: body(AccountDeletion) },
  responses: {
    204: { description: "Gone." },
    401: answer(ErrorBody, REFUSALS[401]),
    403: answer(ErrorBody, "The password is not right."),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

/** The beginning and the end of an account. */
export function accountRoutes(ctx: AccountsContext) {
  const find = createSessionFinder(ctx);
  return createRouter()
    .openapi(signUpRoute, async (c) => {
      const input = c.req.valid("json");
      await limitAttempts(ctx, c, "signUp", input.email);
      await signUp(ctx, input);
      return c.json({ message: "If this e-mail is new here, the account is ready: sign in." }, 202);
    })
    .openapi(exportRoute, async (c) => {
      const { user } = await requireSession(find, c);
      c.header("Content-Disposition", 'attachment; filename="my-data.json"');
      return c.json(await exportAccount(ctx, user), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitAttempts(ctx, c, "passwordCheck", user.id);
      await deleteAccount(ctx, user, c.req.valid("json").password);
      c.header("Clear-Site-Data", '"cache"');
      return c.body(null, 204);
    });
}
