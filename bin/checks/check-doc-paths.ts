/** Fails when a document names a file or folder of this repository that is not there. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], {
  encoding: "utf8",
});
const documents = tracked.split("\0").filter((path) => path !== "" && existsSync(path));

/** `src/app.ts`, `bin/check`, ...: in backticks, under one of the top folders, without placeholders. */
const NAMED = /`((?:bin|src|sandbox|test|e2e|bench|docs|content|\.ci)\/[\w./-]*)`/g;

const missing: string[] = [];
let named = 0;
for (const document of documents) {
  const text = await readFile(document, "utf8");
  for (const [, path = ""] of text.matchAll(NAMED)) {
    named += 1;
    if (!existsSync(path)) missing.push(`${document}: ${path} is not there`);
  }
}

for (const line of missing) console.error(line);
console.log(`${named} paths named in ${documents.length} documents, ${missing.length} missing`);
if (missing.length > 0 || named === 0) process.exit(1);
