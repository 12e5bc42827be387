/** When a form gives way to its outcome: focus goes to the page's heading, not to nowhere. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>("main h1")?.focus();
}
