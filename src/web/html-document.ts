export type AssetManifest = Record<
  string,
  { file: string; src?: string; css?: string[]; assets?: string[]; imports?: string[]; isEntry?: boolean }
>;

interface PageAssets {
  themeScript: string;
  script: string;
  preloads: string[];
  styles: string[];
  fonts: string[];
}

const FIRST_FONTS = /(literata|source-sans-3)-latin-wght-normal/;

/** What a page loads: the common entry, its own module, and everything that those import. */
export function assetsOf(manifest: AssetManifest, page: string | undefined): PageAssets {
  const entry = manifest["entry-client.tsx"];
  const theme = manifest["ui/theme-before-paint.ts"];
  if (!entry || !theme) throw new Error("The asset manifest lacks an entry: build the web part again");
  const files = Object.values(manifest).map((chunk) => chunk.file);
  const keys = new Set<string>();
  for (const key of ["entry-client.tsx", ...(page ? [page] : [])]) collectImports(manifest, key, keys);
  return {
    themeScript: theme.file,
    script: entry.file,
    preloads: [...keys].flatMap((key) => manifest[key]?.file ?? []).filter((file) => file !== entry.file),
    styles: [...new Set([...(entry.css ?? []), ...files.filter((file) => file.endsWith(".css"))])],
    fonts: [...new Set([...files, ...Object.values(manifest).flatMap((chunk) => chunk.assets ?? [])])].filter((file) =>
      FIRST_FONTS.test(file),
    ),
  };
}

function collectImports(manifest: AssetManifest, key: string, into: Set<string>): void {
  if (into.has(key)) return;
  into.add(key);
  for (const imported of manifest[key]?.imports ?? []) collectImports(manifest, imported, into);
}

interface HtmlDocument {
  title: string;
  description: string;
  assets: PageAssets;
  /** Markup by React, already escaped. */
  body: string;
  /** Embedded as JSON, one element per id. */
  data: Record<string, unknown>;
}

export function htmlDocument({ title, description, assets, body, data }: HtmlDocument): string {
  const line = (text: string) => `    ${text}\n`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <meta name="description" content="${escapeHtml(description)}">
    <script src="/${assets.themeScript}"></script>
${assets.styles.map((file) => line(`<link rel="stylesheet" href="/${file}">`)).join("")}${assets.fonts
  .map((file) => line(`<link rel="preload" as="font" type="font/woff2" crossorigin href="/${file}">`))
  .join("")}${assets.preloads.map((file) => line(`<link rel="modulepreload" href="/${file}">`)).join("")}${line(
  `<script type="module" src="/${assets.script}"></script>`,
)}    <link rel="icon" type="image/svg+xml" href="/favicon.svg">
  </head>
  <body>
    <div id="root">${body}</div>
${Object.entries(data)
  .map(([id, value]) => line(`<script type="application/json" id="${id}">${escapeJson(value)}</script>`))
  .join("")}  </body>
</html>
`;
}

/** Safe inside a script element: no `<`, so no closing tag and no comment can begin. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value ?? null).replaceAll("<", "\\u003c");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
