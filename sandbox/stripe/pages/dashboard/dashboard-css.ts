/** For the dashboard only: dense, and readable on a phone. Added to the style of the other pages. */
export const DASHBOARD_CSS = `main.full { max-width: 84rem; padding-top: .75rem; }
.when { white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--quiet); }
.attempts { margin: 0; padding-left: 1.2rem; }
.badge { display: inline-block; padding: 0 .45rem; border: 1px solid var(--rule); border-radius: 999px; font: 400 .8rem/1.45 system-ui, sans-serif; white-space: nowrap; }
.badge.bad { border-color: var(--wrong); color: var(--wrong); }
.full h1 { font-size: 1.4rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
.full h1 .badge { vertical-align: .2rem; }
.full h2 { font-size: 1.05rem; margin: 1.75rem 0 .4rem; }
.full .quiet { margin: 0 0 .75rem; }
.full code, .full pre { font-size: .85rem; }
.full button, .full .button { width: auto; min-height: 2.25rem; padding: .25rem .8rem; font-size: .925rem; line-height: 1.6; }
.full input { padding: .3rem .5rem; font-size: .925rem; }
.full input[type="checkbox"] { width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--accent); }
.desk-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .5rem 1.5rem; padding-bottom: .75rem; border-bottom: 1px solid var(--rule); }
.brand { margin: 0; font: 600 1.15rem/1.3 Charter, "Bitstream Charter", Georgia, serif; }
.brand a { color: inherit; text-decoration: none; }
.desk-head form { display: grid; grid-template-columns: minmax(0, 22rem) auto; gap: .5rem; flex: 0 1 28rem; }
.desk nav ul { list-style: none; margin: .75rem 0 1rem; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .925rem; }
.desk nav a { display: inline-block; padding: .2rem 0; color: inherit; text-decoration: none; }
.desk nav a:hover { text-decoration: underline; }
.desk nav a[aria-current] { color: var(--accent); font-weight: 600; }
.count { color: var(--quiet); font-variant-numeric: tabular-nums; font-weight: 400; }
.desk-body { min-width: 0; padding-top: 1rem; }
.panels { columns: 24rem 2; column-gap: .75rem; }
.panel { border: 1px solid var(--rule); border-radius: 6px; padding: .75rem 1rem; margin: 0 0 .75rem; break-inside: avoid; }
.panel h2 { display: inline; margin: 0; font-size: 1rem; }
.panel p { margin: .15rem 0 .5rem; font-size: .925rem; }
.panel .figure { font-size: 1.05rem; font-variant-numeric: tabular-nums; margin: .3rem 0 0; }
.panel summary { cursor: pointer; }
.panel summary span { color: var(--quiet); font-size: .925rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.act { display: flex; gap: .4rem; margin: 0; }
.act input:not([type="hidden"]) { width: 5rem; }
.actions button + button { margin: 0; }
.settings { display: grid; gap: .35rem; margin: .75rem 0 .5rem; }
.settings p { display: grid; grid-template-columns: 1fr 7rem; gap: .5rem; align-items: center; margin: 0; }
.settings p:has([type="checkbox"]) { grid-template-columns: auto 1fr; }
.settings p.quiet { display: block; }
.settings label { margin: 0; }
.id { overflow-wrap: anywhere; }
.cut { display: inline-block; max-width: 16rem; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
.json { max-height: 70vh; overflow: auto; line-height: 1.45; }
.pager a { margin-right: 1rem; }
@media (max-width: 30rem) {
  .desk nav .none { display: none; }
}
@media (min-width: 60rem) {
  .desk { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr); gap: 2rem; }
  .desk nav { border-right: 1px solid var(--rule); }
  .desk nav ul { display: block; position: sticky; top: .75rem; }
  .desk nav a { display: flex; justify-content: space-between; padding-right: 1rem; }
}
`;
