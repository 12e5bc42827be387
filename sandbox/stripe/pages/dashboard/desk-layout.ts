import { html } from "hono/html";
import type { Sandbox } from "../../protocol/sandbox.ts";
import { type Html, layout } from "../layout.ts";
import { KINDS, type Kind, kindName } from "./describe-row.ts";

/** What the last form led to, told once. */
export interface Note {
  text: string;
  failed: boolean;
}

export interface Desk {
  sandbox: Sandbox;
  note: Note | null;
  /** Where the forms of this page lead back to. */
  here: string;
}

/** The dashboard's frame: every kind of object at the side, a search above. */
export function deskLayout(desk: Desk, title: string, body: Html, open: Kind | null = null): Html {
  const { store } = desk.sandbox;
  const kinds = KINDS.map((kind) => {
    const current = kind === open ? html` aria-current="page"` : "";
    const none = store.count(kind) === 0 ? html` class="none"` : "";
    return html`<li${none}><a href="/objects/${kind}"${current}>${kindName(kind)} <span class="count">${store.count(kind)}</span></a></li>`;
  });
  return layout(
    title,
    html`<header class="desk-head">
<p class="brand"><a href="/">A local Stripe</a></p>
<form action="/search" role="search"><label class="hidden" for="q">Search by id or email</label>
<input id="q" name="q" type="search" placeholder="Id or email" autocomplete="off"><button class="second">Search</button></form>
</header>
<div class="desk">
<nav aria-label="Objects"><ul>${kinds}</ul></nav>
<div class="desk-body">
${desk.note ? html`<p class="note${desk.note.failed ? " failed" : ""}" role="status">${desk.note.failed ? "Not done: " : ""}${desk.note.text}</p>` : ""}
${body}
</div>
</div>`,
    { desk: true },
  );
}

/** A form of one button. `fields` go along unseen. */
export function act(
  desk: Desk,
  path: string,
  label: string,
  fields: Record<string, string> = {},
  extra: Html | "" = "",
): Html {
  const hidden = Object.entries({ ...fields, back: desk.here }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="/desk${path}" class="act">${hidden}${extra}<button class="second">${label}</button></form>`;
}

/** A word for a state, marked by a border as well as by color where it means trouble. */
export function badge(state: string): Html | "" {
  if (!state) return "";
  const bad =
    /fail|declin|past_due|unpaid|canceled|expired|disput|lost|dropped|needs_response|void|tries again|given up|no answer|delinquent/.test(
      state,
    );
  return html`<span class="badge${bad ? " bad" : ""}">${state}</span>`;
}
