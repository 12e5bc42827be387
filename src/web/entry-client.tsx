import "./styles/app.css";
import { hydrateRoot } from "react-dom/client";
import type { Boot } from "../contract/index.ts";
import { createQueryClient } from "./api/queries.ts";
import { AppRoot } from "./app-root.tsx";
import { createAppRouter } from "./router.tsx";

const router = createAppRouter();
const client = createQueryClient();
const answers = readJson("answers") as Record<string, unknown>;
for (const [name, answer] of Object.entries(answers)) client.setQueryData([name], answer);

// The page's module must be there before hydration; with `ssr` set, the first tree is the one that the server painted.
router.ssr = { manifest: undefined };
await router.load();

const root = document.getElementById("root");
if (root) hydrateRoot(root, <AppRoot boot={readJson("boot") as Boot} client={client} router={router} />);

function readJson(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}
