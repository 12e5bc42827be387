import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Sandbox } from "../../protocol/sandbox.ts";
import { sendPage } from "../send-page.ts";
import { dashboardActions } from "./dashboard-actions.ts";
import { describeRow, findKind, isKind, KINDS, type Kind, type Row } from "./describe-row.ts";
import type { Desk, Note } from "./desk-layout.ts";
import { foundPage, listPage, objectPage } from "./object-pages.ts";
import { overviewPage } from "./overview-page.ts";

const MAX_FOUND = 50;

/** What an operator sees and turns. Nothing on it is needed by programs: they use the API and the controls. */
export function dashboardRoutes(sandbox: Sandbox): Hono<{ Bindings: HttpBindings }> {
  const { store } = sandbox;
  const app = new Hono<{ Bindings: HttpBindings }>();
  let note: Note | null = null;

  app.get("/", (c) => sendPage(c, overviewPage(desk("/"))));

  app.get("/objects/:kind", (c) => {
    const kind = c.req.param("kind");
    if (!isKind(kind)) return c.notFound();
    const from = Math.max(0, Math.floor(Number(c.req.query("from")) || 0));
    return sendPage(c, listPage(desk(c.req.path), kind, from));
  });

  app.get("/objects/:kind/:id", (c) => {
    const { kind, id } = c.req.param();
    const row = isKind(kind) ? store.get(kind, id) : undefined;
    return row && isKind(kind) ? sendPage(c, objectPage(desk(c.req.path), kind, row)) : c.notFound();
  });

  app.get("/search", (c) => {
    const query = (c.req.query("q") ?? "").trim();
    const exact = findKind(store, query);
    if (exact) return c.redirect(`/objects/${exact}/${encodeURIComponent(query)}`, 303);
    return sendPage(c, foundPage(desk("/"), query, search(query)));
  });

  app.route(
    "/desk",
    dashboardActions(sandbox, (told) => {
      note = told;
    }),
  );

  function desk(here: string): Desk {
    const told = note;
    note = null;
    return { sandbox, note: told, here };
  }

  function search(query: string): [Kind, Row][] {
    const wanted = query.toLowerCase();
    if (!wanted) return [];
    const found: [Kind, Row][] = [];
    for (const kind of KINDS) {
      for (const row of (store.all(kind) as Row[]).toReversed()) {
        if (found.length === MAX_FOUND) return found;
        if (searchable(row).includes(wanted)) found.push([kind, row]);
      }
    }
    return found;
  }

  return app;
}

function searchable(row: Row): string {
  const { name } = describeRow(row);
  const email = "customer_details" in row ? row.customer_details?.email : undefined;
  return `${row.id} ${name} ${email ?? ""}`.toLowerCase();
}
