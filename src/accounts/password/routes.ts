import { createRoute } from "@hono/zod-openapi";
import {
  Accepted,
  ErrorBody,
  PasswordChange,
  PasswordResetCompletion,
  PasswordResetRequest,
} from "../../contract/index.ts";
import { answer, body, createRouter, REFUSALS, SIGNED_IN } from "../../platform/http/index.ts";
import type { AccountsContext } from "../context.ts";
import { limitAttempts } from "../limits.ts";
import { createSessionFinder, requireSession } from "../session/find-session.ts";
import { changePassword } from "./change-password.ts";
import { resetPassword } from "./reset-password.ts";

const tags = ["Accounts"];

const requestRoute = createRoute({
  method: "post",
  path: "/api/password-reset",
  tags,
  summary: "Ask for a mail that lets a new password be set",
  request: { body: body(PasswordResetRequest) },
  responses: {
    202: answer(Accepted, "The same whether or not the address has an account."),
    400: answer(ErrorBody, REFUSALS[400]),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const completeRoute = createRoute({
  method: "put",
  path: "/api/password-reset",
  tags,
  summary: "Set a new password with the mailed token",
  request: { body: body(PasswordResetCompletion) },
  responses: {
    204: { description: "Set; every device is signed out." },
    400: answer(ErrorBody, "The token is unknown, used or too old, or the password too short."),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const changeRoute = createRoute({
  method: "put",
  path: "/api/account/password",
  tags,
  security: SIGNED_IN,
  summary: "Change the password",
  request: { body: body(PasswordChange) },
  responses: {
    204: { description: "Changed; every other device is signed out." },
    400: answer(ErrorBody, REFUSALS[400]),
    401: answer(ErrorBody, REFUSALS[401]),
    403: answer(ErrorBody, "The current password is not right."),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

/** Forgotten and changed passwords. */
export function passwordRoutes(ctx: AccountsContext) {
  const find = createSessionFinder(ctx);
  return createRouter()
    .openapi(requestRoute, async (c) => {
      const { email } = c.req.valid("json");
      await limitAttempts(ctx, c, "passwordReset", email);
      await ctx.auth.api.requestPasswordReset({ body: { email } });
      return c.json({ message: "If this e-mail has an account, a mail with a link is on its way." }, 202);
    })
    .openapi(completeRoute, async (c) => {
      const input = c.req.valid("json");
      await limitAttempts(ctx, c, "mailedToken", input.token);
      await resetPassword(ctx, input);
      return c.body(null, 204);
    })
    .openapi(changeRoute, async (c) => {
      const signedIn = await requireSession(find, c);
      await limitAttempts(ctx, c, "passwordCheck", signedIn.user.id);
      await changePassword(ctx, signedIn, c.req.valid("json"));
      return c.body(null, 204);
    });
}
