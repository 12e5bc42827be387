import { html } from "hono/html";
import type { Store } from "../../store/store.ts";
import type { Html } from "../layout.ts";
import { describeRow, findKind, type Kind, kindName, moment, type Row } from "./describe-row.ts";
import { badge, type Desk, deskLayout } from "./desk-layout.ts";
import { deliveryTable, eventTable } from "./event-table.ts";
import { objectActions } from "./object-actions.ts";

const PAGE = 50;

/** `from` counts rows from the newest. */
export function listPage(desk: Desk, kind: Kind, from: number): Html {
  const rows = (desk.sandbox.store.all(kind) as Row[]).toReversed();
  const older = from + PAGE < rows.length;
  return deskLayout(
    desk,
    kindName(kind),
    html`<h1>${kindName(kind)}</h1>
${rowTable(rows.slice(from, from + PAGE).map((row) => [kind, row]))}
<p class="pager">${from > 0 ? html`<a href="/objects/${kind}?from=${Math.max(0, from - PAGE)}">Newer</a>` : ""}
${older ? html`<a href="/objects/${kind}?from=${from + PAGE}">Older</a>` : ""}</p>`,
    kind,
  );
}

export function foundPage(desk: Desk, query: string, found: readonly [Kind, Row][]): Html {
  return deskLayout(
    desk,
    "Search",
    html`<h1>Found for “${query}”</h1>
${rowTable(found)}
<p class="quiet">Looks for ids, or parts of them, and for parts of email addresses and names.</p>`,
  );
}

export function objectPage(desk: Desk, kind: Kind, row: Row): Html {
  const { store } = desk.sandbox;
  const { name, state } = describeRow(row);
  const about = store.all("event").filter((event) => "id" in event.data.object && event.data.object.id === row.id);
  return deskLayout(
    desk,
    `${kindName(kind)} ${row.id}`,
    html`<p class="quiet">${kindName(kind)}</p>
<h1>${name || row.id} ${badge(state)}</h1>
<p><code class="id">${row.id}</code></p>
${objectActions(desk, row)}
${row.object === "event" ? html`<h2>Deliveries</h2>${deliveryTable(store, row)}` : ""}
<h2>Object</h2>
<pre class="json" tabindex="0" aria-label="The object as JSON"><code>${linkIds(store, row)}</code></pre>
${about.length > 0 ? html`<h2>Its events</h2>${eventTable(store, about.toReversed().slice(0, 30))}` : ""}`,
    kind,
  );
}

function rowTable(rows: readonly (readonly [Kind, Row])[]): Html {
  if (rows.length === 0) return html`<p>None yet. Whatever your code makes through the API appears here.</p>`;
  const lines = rows.map(([kind, row]) => {
    const { name, state, created } = describeRow(row);
    return html`<tr><th scope="row"><a href="/objects/${kind}/${row.id}">${name || row.id}</a></th>
<td>${badge(state)}</td><td><code class="cut">${row.id}</code></td><td class="when">${created === null ? "" : moment(created)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0"><table class="list">
<thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Id</th><th scope="col">Made (UTC)</th></tr></thead>
<tbody>${lines}</tbody></table></div>`;
}

/** The object as the API prints it; ids of things that are here lead to them. */
function linkIds(store: Store, row: Row): (Html | string)[] {
  return JSON.stringify(row, null, 2)
    .split(/("[A-Za-z0-9_-]{5,255}")/)
    .map((part) => {
      const id = part.slice(1, -1);
      const kind = part.startsWith('"') && id !== row.id ? findKind(store, id) : null;
      return kind ? html`"<a href="/objects/${kind}/${id}">${id}</a>"` : part;
    });
}
