import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { Form } from "../../protocol/parse-form.ts";

/** Does one thing and says what happened; an address leads elsewhere than back. */
export type Deed = (form: Form, id: string) => string | { to: string } | Promise<string>;

export type Answer = (c: Context<{ Bindings: HttpBindings }>, deed: Deed) => Promise<Response>;
