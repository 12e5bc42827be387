import { createRoute, z } from "@hono/zod-openapi";
import { CurrentSession, ErrorBody, SignedInDeviceList, SignInRequest } from "../../contract/index.ts";
import { answer, body, createRouter, REFUSALS, SIGNED_IN } from "../../platform/http/index.ts";
import type { AccountsContext } from "../context.ts";
import { limitAttempts } from "../limits.ts";
import { endSession } from "./end-session.ts";
import { createSessionFinder, requireSession, type SignedIn } from "./find-session.ts";
import { listSessions } from "./list-sessions.ts";
import { signIn } from "./sign-in.ts";

const tags = ["Accounts"];

const signInRoute = createRoute({
  method: "post",
  path: "/api/session",
  tags,
  summary: "Sign in",
  request: { body: body(SignInRequest) },
  responses: {
    204: { description: "Signed in; the session is in the cookie." },
    400: answer(ErrorBody, REFUSALS[400]),
    401: answer(ErrorBody, "E-mail or password is not right."),
    429: answer(ErrorBody, REFUSALS[429]),
  },
});

const currentRoute = createRoute({
  method: "get",
  path: "/api/session",
  tags,
  summary: "Who is signed in",
  responses: { 200: answer(CurrentSession, "`user` is null when nobody is.") },
});

const signOutRoute = createRoute({
  method: "delete",
  path: "/api/session",
  tags,
  summary: "Sign out",
  responses: { 204: { description: "Signed out, effective at once." } },
});

const listRoute = createRoute({
  method: "get",
  path: "/api/account/sessions",
  tags,
  security: SIGNED_IN,
  summary: "The devices that are signed in",
  responses: { 200: answer(SignedInDeviceList, "The last used first."), 401: answer(ErrorBody, REFUSALS[401]) },
});

const endRoute = createRoute({
  method: "delete",
  path: "/api/account/sessions/{sessionId}",
  tags,
  security: SIGNED_IN,
  summary: "Sign a device out",
  request: { params: z.object({ sessionId: z.string().regex(/^\w{1,100}$/) }) },
  responses: {
    204: { description: "It is out at its next request." },
    401: answer(ErrorBody, REFUSALS[401]),
    404: answer(ErrorBody, REFUSALS[404]),
  },
});

/** Sign-in, sign-out and the list of devices. */
export function sessionRoutes(ctx: AccountsContext) {
  const find = createSessionFinder(ctx);
  return createRouter()
    .openapi(signInRoute, async (c) => {
      const input = c.req.valid("json");
      await limitAttempts(ctx, c, "signIn", input.email);
      const { setCookie } = await signIn(ctx, input, c.req.raw.headers);
      for (const cookie of setCookie) c.header("Set-Cookie", cookie, { append: true });
      return c.body(null, 204);
    })
    .openapi(currentRoute, async (c) => c.json({ user: present(await find(c)) }, 200))
    .openapi(signOutRoute, async (c) => {
      const signedIn = await find(c);
      if (signedIn !== null) await endSession(ctx, signedIn.user.id, signedIn.sessionId);
      c.header("Clear-Site-Data", '"cache"');
      return c.body(null, 204);
    })
    .openapi(listRoute, async (c) => {
      const signedIn = await requireSession(find, c);
      return c.json({ sessions: await listSessions(ctx, signedIn) }, 200);
    })
    .openapi(endRoute, async (c) => {
      const { user } = await requireSession(find, c);
      await endSession(ctx, user.id, c.req.valid("param").sessionId);
      return c.body(null, 204);
    });
}

function present(signedIn: SignedIn | null) {
  return signedIn === null ? null : { ...signedIn.user, createdAt: signedIn.user.createdAt.toISOString() };
}
