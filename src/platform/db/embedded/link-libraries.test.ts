import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkLibraries } from "./link-libraries.ts";

let root: string;
const inPackage = (...parts: string[]) => join(root, "package", "native", ...parts);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "libraries-"));
  await mkdir(inPackage("lib"), { recursive: true });
  await writeFile(inPackage("lib", "libx.so.5.1"), "library");
  const links = [{ source: "native/lib/libx.so.5.1", target: "native/lib/libx.so.5" }];
  await writeFile(inPackage("pg-symlinks.json"), JSON.stringify(links));
});

afterEach(async () => {
  await chmod(inPackage("lib"), 0o755);
  await rm(root, { recursive: true, force: true });
});

test("links are made beside the libraries, by several processes at once, and stay true when the folder moves", async () => {
  const link = () => linkLibraries(join(root, "package"), join(root, "data"));
  expect(await Promise.all([link(), link(), link()])).toEqual([undefined, undefined, undefined]);
  expect(await readlink(inPackage("lib", "libx.so.5"))).toBe("libx.so.5.1");
});

test.skipIf(process.getuid?.() === 0)(
  "a package that cannot be written to gets its links in the data directory",
  async () => {
    await chmod(inPackage("lib"), 0o555);
    const folder = await linkLibraries(join(root, "package"), join(root, "data"));
    expect(await readdir(folder ?? "")).toEqual(["libx.so.5"]);
    expect(await readFile(join(folder ?? "", "libx.so.5"), "utf8")).toBe("library");
  },
);
