import { createRoute } from "@hono/zod-openapi";
import { Accepted, EmailChangeRequest, ErrorBody, MailedTokenBody } from "../../contract/index.ts";
import { answer, body, createRouter, REFUSALS, SIGNED_IN } from "../../platform/http/index.ts";
import type { AccountsContext } from "../context.ts";
import { limitAttempts } from "../limits.ts";
import { createSessionFinder, requireSession } from "../session/find-session.ts";
import { changeEmail } from "./change-email.ts";
import { mailVerification } from "./mail-verification.ts";
import { requestEmailChange } from "./request-email-change.ts";
import { verifyEmail } from "./verify-email.ts";

const tags = ["Accounts"];

const mailAgainRoute = createRoute({
  method: "post",
  path: "/api/email-verification",
  tags,
  security: SIGNED_IN,
  summary: "Mail the link that confirms the address again",
  responses: {
    202: answer(Accepted, "On its way."),
    401: answer(ErrorBody, REFUSALS[401]),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const verifyRoute = createRoute({
  method: "put",
  path: "/api/email-verification",
  tags,
  summary: "Confirm the address with the mailed token",
  request: { body: body(MailedTokenBody) },
  responses: {
    204: { description: "Confirmed." },
    400: answer(ErrorBody, "The token is unknown, used or too old."),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const requestChangeRoute = createRoute({
  method: "post",
  path: "/api/account/email-change",
  tags,
  security: SIGNED_IN,
  summary: "Ask for another e-mail address",
  request: { body: body(EmailChangeRequest) },
  responses: {
    202: answer(Accepted, "A link was mailed to the new address; the change happens when it is opened."),
    400: answer(ErrorBody, REFUSALS[400]),
    401: answer(ErrorBody, REFUSALS[401]),
    403: answer(ErrorBody, "The password is not right."),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const changeRoute = createRoute({
  method: "put",
  path: "/api/account/email-change",
  tags,
  summary: "Change the address with the mailed token",
  request: { body: body(MailedTokenBody) },
  responses: {
    204: { description: "Changed." },
    400: answer(ErrorBody, "The token is unknown, used or too old."),
    409: answer(ErrorBody, "The address has another account."),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

/** Confirming and changing the e-mail address. */
export function emailRoutes(ctx: AccountsContext) {
  const find = createSessionFinder(ctx);
  return createRouter()
    .openapi(mailAgainRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await limitAttempts(ctx, c, "passwordReset", user.id);
      await mailVerification(ctx, user);
      return c.json({ message: `A mail is on its way to ${user.email}.` }, 202);
    })
    .openapi(verifyRoute, async (c) => {
      const { token } = c.req.valid("json");
      await limitAttempts(ctx, c, "mailedToken", token);
      await verifyEmail(ctx, token);
      return c.body(null, 204);
    })
    .openapi(requestChangeRoute, async (c) => {
      const { user } = await requireSession(find, c);
      const input = c.req.valid("json");
      await limitAttempts(ctx, c, "passwordCheck", user.id);
      await requestEmailChange(ctx, user, input);
      return c.json({ message: `A mail is on its way to ${input.email}. Open its link to finish.` }, 202);
    })
    .openapi(changeRoute, async (c) => {
      const { token } = c.req.valid("json");
      await limitAttempts(ctx, c, "mailedToken", token);
      await changeEmail(ctx, token);
      return c.body(null, 204);
    });
}
