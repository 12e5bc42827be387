// Its own small classic script, loaded before the first paint: the content security policy allows no inline script.
{
  const html = document.documentElement;
  const matches = (query: string) => window.matchMedia(query).matches;
  try {
    const chosen = localStorage.getItem("theme");
    html.dataset.theme =
      chosen ||
      (matches("(prefers-contrast: more)") ? "contrast" : matches("(prefers-color-scheme: dark)") ? "dark" : "paper");
    if (localStorage.getItem("visitor") === "known") html.dataset.visitor = "known";
    html.style.setProperty("--banner-room", localStorage.getItem("banner-room"));
  } catch {
    // Storage is closed (private mode): the page stays on paper.
  }
}
