import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

type Found = { path: string } | { path: null; mend: string };

/** The Chromium of this machine; installed from Debian's packages when there is none and we are root. */
export function ensureChromium(): Found {
  const found = findChromium();
  if (found !== undefined) return { path: found };
  const mend = "install it (Debian: `apt-get install chromium`) or name one in CHROMIUM_PATH";
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return { path: null, mend };
  console.log("Installing Chromium from Debian's packages for the journeys");
  const apt = (...args: string[]) => spawnSync("apt-get", ["-q", ...args], { stdio: "inherit" }).status === 0;
  const installed =
    apt("update") && apt("install", "-y", "--no-install-recommends", "chromium") ? findChromium() : undefined;
  return installed === undefined ? { path: null, mend } : { path: installed };
}

function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH ?? "", ...PLACES].find((path) => path !== "" && existsSync(path));
}
