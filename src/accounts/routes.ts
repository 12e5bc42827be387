import { createRouter } from "../platform/http/index.ts";
import { accountRoutes } from "./account/routes.ts";
import type { AccountsContext } from "./context.ts";
import { emailRoutes } from "./email/routes.ts";
import { passwordRoutes } from "./password/routes.ts";
import { sessionRoutes } from "./session/routes.ts";

/** Every path of this room. */
export function accountsRoutes(ctx: AccountsContext) {
  return createRouter()
    .route("/", sessionRoutes(ctx))
    .route("/", accountRoutes(ctx))
    .route("/", passwordRoutes(ctx))
    .route("/", emailRoutes(ctx));
}
