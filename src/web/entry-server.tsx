import { readFileSync } from "node:fs";
import { createMemoryHistory } from "@tanstack/react-router";
import { renderToString } from "react-dom/server";
import type { Boot } from "../contract/index.ts";
import { createQueryClient } from "./api/queries.ts";
import { AppRoot } from "./app-root.tsx";
import { type AssetManifest, assetsOf, htmlDocument } from "./html-document.ts";
import { createAppRouter } from "./router.tsx";
import { pageTitle } from "./shell/shell.tsx";

interface RenderInput {
  /** Path and, where it changes the first paint, search: "/subscription?canceled=true". */
  path: string;
  boot: Boot;
  /** Answers of the API that the page can be painted from, by query name: `{ openapi: ... }`. */
  answers?: Record<string, unknown>;
}

const manifest: AssetManifest = JSON.parse(
  readFileSync(new URL("../client/.vite/manifest.json", import.meta.url), "utf8"),
);

/** A whole HTML document for one page, painted without JavaScript and ready to be hydrated. */
export async function render({ path, boot, answers = {} }: RenderInput): Promise<string> {
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  const client = createQueryClient();
  for (const [name, answer] of Object.entries(answers)) client.setQueryData([name], answer);
  await router.load();
  const { title, page } = router.state.matches.at(-1)?.staticData ?? {};
  const known = page !== undefined;
  const body = renderToString(<AppRoot boot={boot} client={client} router={router} />);
  client.clear();
  return htmlDocument({
    title: pageTitle(known ? title : "Page not found", boot.appName),
    description: `${boot.appName}: calm, honest practice for the LSAT.`,
    assets: assetsOf(manifest, page),
    body,
    data: { boot, answers },
  });
}
