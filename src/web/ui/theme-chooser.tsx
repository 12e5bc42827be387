import { useEffect, useState } from "react";

const THEMES = [
  ["", "Like my device"],
  ["paper", "Paper"],
  ["sepia", "Sepia"],
  ["dark", "Dark"],
  ["contrast", "High contrast"],
] as const;

export function ThemeChooser() {
  const [theme, setTheme] = useState("");
  useEffect(() => setTheme(storedTheme()), []);

  const choose = (value: string) => {
    setTheme(value);
    storeTheme(value);
    document.documentElement.dataset.theme = value || themeOfDevice();
  };
  return (
    <label className="inline-flex items-center gap-2">
      <span>Theme</span>
      <select
        value={theme}
        onChange={(event) => choose(event.target.value)}
        className="min-h-9 rounded-md border border-edge bg-sheet px-2 py-1 text-ink"
      >
        {THEMES.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function storedTheme(): string {
  try {
    return localStorage.getItem("theme") ?? "";
  } catch {
    return "";
  }
}

function storeTheme(value: string): void {
  try {
    if (value) localStorage.setItem("theme", value);
    else localStorage.removeItem("theme");
  } catch {
    // Storage is closed: the choice lasts for this page.
  }
}

function themeOfDevice(): string {
  const matches = (query: string) => window.matchMedia(query).matches;
  return matches("(prefers-contrast: more)") ? "contrast" : matches("(prefers-color-scheme: dark)") ? "dark" : "paper";
}
