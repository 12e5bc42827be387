import { html } from "hono/html";
import { agendaOf } from "../../clock/agenda.ts";
import { readSwitches } from "../../controls/switches.ts";
import { contextOf } from "../../protocol/sandbox.ts";
import { readChaos } from "../../webhooks/chaos.ts";
import type { Html } from "../layout.ts";
import { isKind, moment } from "./describe-row.ts";
import { act, type Desk } from "./desk-layout.ts";

const HOUR = 3600;

export function clockPanel(desk: Desk): Html {
  const { store } = desk.sandbox;
  const { now } = contextOf(desk.sandbox);
  const offset = store.get("clock", "clock")?.offset_seconds ?? 0;
  const next = agendaOf(store).next(Number.POSITIVE_INFINITY);
  const due =
    next && isKind(next.table) ? html`<a href="/objects/${next.table}/${next.id}">${next.table}</a>` : next?.table;
  const custom = html`<label class="hidden" for="days">Days</label><input id="days" name="days" inputmode="decimal" size="4" placeholder="Days" required>`;
  return html`<section class="panel" aria-labelledby="clock"><h2 id="clock">Clock</h2>
<p class="figure"><strong>${moment(now)}</strong> UTC</p>
<p>${offset > 0 ? `Moved ahead by ${inWords(offset)}.` : "Real time."} ${next ? html`Next due: ${due} at ${moment(next.at)}.` : "Nothing is due."}</p>
<div class="actions">
${act(desk, "/clock", "1 hour", { seconds: String(HOUR) })}${act(desk, "/clock", "1 day", { seconds: String(24 * HOUR) })}
${act(desk, "/clock", "1 week", { seconds: String(7 * 24 * HOUR) })}${act(desk, "/clock", "Advance", {}, custom)}
</div></section>`;
}

export function webhookPanel(desk: Desk): Html {
  const { store } = desk.sandbox;
  const { webhooks_paused: paused, drop_events: drops } = readSwitches(store);
  const pending = store.all("delivery").filter((delivery) => delivery.state === "pending").length;
  const endpoints = store.count("webhook_endpoint");
  return html`<section class="panel" aria-labelledby="hooks"><h2 id="hooks">Webhooks</h2>
<p class="figure"><strong>${paused ? "Paused" : "On"}</strong></p>
<p>${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"}, ${pending} ${pending === 1 ? "delivery" : "deliveries"} waiting.
${drops === 0 ? "" : drops < 0 ? "Every event is dropped." : `The next ${drops} events are dropped.`}</p>
<div class="actions">${act(desk, "/webhooks", paused ? "Resume" : "Pause", { step: paused ? "resume" : "pause" })}</div></section>`;
}

export function chaosPanel(desk: Desk): Html {
  const chaos = readChaos(desk.sandbox.store);
  const share = (value: number | undefined) => (value ? String(Math.round(value * 100)) : "");
  return html`<details class="panel"${chaos ? html` open` : ""}><summary><h2>Webhook chaos</h2> <span>${chaos ? `on, seed ${chaos.seed}` : "off"}</span></summary>
<form method="post" action="/desk/chaos" class="settings"><input type="hidden" name="back" value="${desk.here}">
${setting("duplicate", "Sent twice, % of events", share(chaos?.duplicate))}
${setting("reorder", "Overtaken by a later one, %", share(chaos?.reorder))}
${setting("drop", "Never sent, %", share(chaos?.drop))}
${setting("delay", "Late, %", share(chaos?.delay.probability))}
${setting("max_ms", "Late by up to, ms", chaos?.delay.probability ? String(chaos.delay.max_ms) : "")}
${setting("api_version", "API version claimed", chaos?.api_version ?? "")}
${setting("seed", "Seed, to replay a run", chaos ? String(chaos.seed) : "")}
${tick("same_second", "Same second for a minute's events", chaos?.same_second ?? false)}
${tick("livemode", "Claims live mode", chaos?.livemode ?? false)}
${setOrEnd("/chaos", chaos !== null)}</form></details>`;
}

export function faultPanel(desk: Desk): Html {
  const { faults } = desk.sandbox;
  const random = faults.random();
  const planned = faults.list().length;
  const on = random !== null || planned > 0;
  return html`<details class="panel"${on ? html` open` : ""}><summary><h2>API trouble</h2> <span>${random ? `on, seed ${random.seed}` : on ? `${planned} ordered` : "off"}</span></summary>
<form method="post" action="/desk/faults" class="settings"><input type="hidden" name="back" value="${desk.here}">
${setting("probability", "Calls in trouble, %", random ? String(Math.round(random.probability * 100)) : "")}
${setting("delayMs", "Slow by up to, ms", random ? String(random.delayMs) : "")}
${setting("seed", "Seed, to replay a run", random ? String(random.seed) : "", "fault-")}
<p class="quiet">Errors before and after the work, cut connections, slow answers.</p>
${setOrEnd("/faults", on)}</form></details>`;
}

export function resetPanel(desk: Desk): Html {
  return html`<details class="panel"><summary><h2>Reset</h2> <span>start over</span></summary>
<form method="post" action="/desk/reset" class="settings"><input type="hidden" name="back" value="${desk.here}">
<p class="quiet">Customers, payments and events are gone for good.</p>
${tick("setup", "Also products, prices, webhook endpoints and portal settings", false)}
<p class="quiet">An app set up against this Stripe must then be restarted: it knows them by id.</p>
<button class="second">Forget</button></form></details>`;
}

function setOrEnd(path: string, on: boolean): Html {
  return html`<div class="actions"><button class="second">${on ? "Change" : "Turn on"}</button>
${on ? html`<button class="second" formaction="/desk${path}/off">Turn off</button>` : ""}</div>`;
}

function setting(name: string, label: string, value: string, prefix = ""): Html {
  const id = prefix + name;
  return html`<p><label for="${id}">${label}</label><input id="${id}" name="${name}" value="${value}" size="8"></p>`;
}

function tick(name: string, label: string, checked: boolean): Html {
  return html`<p><input type="checkbox" id="${name}" name="${name}" value="yes"${checked ? html` checked` : ""}><label for="${name}">${label}</label></p>`;
}

function inWords(seconds: number): string {
  const [days, hours] = [Math.floor(seconds / (24 * HOUR)), Math.floor((seconds % (24 * HOUR)) / HOUR)];
  return [days ? `${days} d` : "", hours ? `${hours} h` : "", days || hours ? "" : `${seconds} s`]
    .filter(Boolean)
    .join(" ");
}
