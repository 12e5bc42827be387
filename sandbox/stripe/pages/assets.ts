// Served from this origin, so that the page works on a train and its policy can forbid everything else.

export const CSS = `:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --ink: #1f1d1a; --quiet: #5d5850; --rule: #d9d4ca; --accent: #1d5a8c; --on-accent: #fff;
  --wrong: #9b1c1c; --tint: #f1eee6; --mode: #fff3cd; --on-mode: #4a3800;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #181715; --ink: #ece8e0; --quiet: #b3ada2; --rule: #46423b; --accent: #8cc0ea; --on-accent: #10202c;
    --wrong: #ff9d94; --tint: #24221f; --mode: #3d3300; --on-mode: #ffe9a3;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
.mode { margin: 0; padding: .5rem 1rem; background: var(--mode); color: var(--on-mode); text-align: center; }
main { max-width: 28rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1, h2 { font-family: Charter, "Bitstream Charter", Georgia, serif; line-height: 1.25; font-weight: 600; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; }
h1.small { font: 400 1rem/1.6 system-ui, sans-serif; color: var(--quiet); margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; }
.line h2 { font-size: 1.5rem; margin: .25rem 0 0; overflow-wrap: anywhere; }
.price { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.quiet { color: var(--quiet); margin: .25rem 0 1rem; }
.field { margin: 0 0 1rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; }
label { display: block; margin-bottom: .25rem; }
input {
  width: 100%; padding: .6rem .7rem; font: inherit; font-variant-numeric: tabular-nums;
  color: inherit; background: transparent; border: 1px solid var(--quiet); border-radius: 4px;
}
input[readonly] { border-color: var(--rule); color: var(--quiet); }
input[aria-invalid] { border: 2px solid var(--wrong); }
::placeholder { color: var(--quiet); opacity: 1; }
button {
  width: 100%; min-height: 2.9rem; padding: .6rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 4px;
}
button + button { margin-top: .75rem; }
button.second, button.fill { color: var(--ink); background: transparent; border-color: var(--quiet); font-weight: 400; }
button.fill { width: auto; min-height: 2rem; padding: .1rem .8rem; margin: 0; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.back { text-align: center; }
.error { border: 2px solid var(--wrong); border-radius: 4px; padding: .75rem 1rem; margin: 0 0 1rem; color: var(--wrong); }
.error p { margin: 0; }
.error ul { margin: .25rem 0 0; padding-left: 1.2rem; }
.error a { color: inherit; }
.field-error { display: block; color: var(--wrong); }
.cards { border-top: 1px solid var(--rule); margin-top: 2rem; }
.cards h2 { margin-top: 1.25rem; font-size: 1rem; }
.cards ul { list-style: none; margin: 0; padding: 0; }
.cards li { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0 1rem; padding: .5rem 0; }
.cards li + li { border-top: 1px solid var(--rule); }
.cards li span { grid-column: 1; color: var(--quiet); }
.cards li button { grid-column: 2; grid-row: 1 / span 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
code, pre { font-family: ui-monospace, monospace; font-variant-numeric: tabular-nums; }
pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid var(--rule); border-radius: 4px; font-size: .9rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; font-weight: 400; padding: .25rem 0; border-bottom: 1px solid var(--rule); }
td { text-align: right; font-variant-numeric: tabular-nums; }
main.wide { max-width: 42rem; }
.return { margin: 0 0 1.5rem; }
.note { border-left: 3px solid var(--accent); padding: .5rem .9rem; margin: 0 0 1.25rem; background: var(--tint); }
.note.failed { border-color: var(--wrong); color: var(--wrong); }
.plan { border: 1px solid var(--rule); border-radius: 6px; padding: 1rem 1.1rem; margin: .5rem 0 1rem; }
.plan h3 { margin: 0; font-size: 1.05rem; }
.plan p { margin: .25rem 0 .75rem; }
.plan > :last-child { margin-bottom: 0; }
.wide button, .wide .button { width: auto; }
.button {
  display: inline-block; min-height: 2.75rem; padding: .55rem 1rem; border: 1px solid var(--accent);
  border-radius: 4px; text-decoration: none;
}
.button.second { color: var(--ink); border-color: var(--quiet); }
select { width: 100%; padding: .6rem .7rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: 4px; }
.beside { display: grid; grid-template-columns: 1fr auto; gap: .5rem; }
.beside button { width: auto; }
button.quietly { width: auto; min-height: 2.75rem; padding: 0; border: 0; background: none; color: var(--accent); text-decoration: underline; font-weight: 400; }
.totals { margin: 0 0 .5rem; }
.scroll { overflow-x: auto; }
table.list { font-size: .925rem; line-height: 1.4; }
table.list th, table.list td { text-align: left; padding: .4rem 1rem .4rem 0; vertical-align: middle; }
table.list thead th { color: var(--quiet); font-size: .85rem; }
table.list tbody tr:hover { background: var(--tint); }
table.list form { display: inline-block; margin-right: 1rem; }
.wide table.list td:last-child { text-align: right; padding-right: 0; }
.wide table.list button { min-height: 2.4rem; padding: .2rem .8rem; white-space: nowrap; }
@media (max-width: 30rem) {
  .wide table.list form { display: block; margin: 0 0 .25rem; }
  .wide table.list th, .wide table.list td { padding-right: .6rem; }
}
`;

/** Fills the form with a test card. The page works without it. */
export const SCRIPT = `for (const button of document.querySelectorAll("button[data-card]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const fill = (id, value, always) => {
      const input = document.getElementById(id);
      if (input && !input.readOnly && (always || input.value === "")) input.value = value;
    };
    fill("number", button.dataset.card, true);
    fill("expiry", "12 / " + String((new Date().getFullYear() + 4) % 100).padStart(2, "0"), true);
    fill("cvc", "123", true);
    fill("name", "Test Buyer", false);
    fill("email", "buyer@example.com", false);
    document.querySelector("form button[type=submit]").focus();
  });
}
`;
