import { lstat, mkdir, readFile, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";

type Link = { source: string; target: string };

/**
 * The package cannot carry symbolic links, and npm does not run the script that would make them: without them the
 * programs miss their libraries. They are made here, beside the libraries; where the package cannot be written to,
 * in the data directory. Several processes may do so at once.
 * @returns the folder the programs must be told to search, if it is not their own
 */
export async function linkLibraries(packageRoot: string, dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(packageRoot, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: Link[] = JSON.parse(text);
  try {
    for (const link of links) {
      const target = join(packageRoot, link.target);
      await makeLink(relative(dirname(target), join(packageRoot, link.source)), target);
    }
    return undefined;
  } catch {
    const folder = join(dataDir, "postgres-lib");
    await mkdir(folder, { recursive: true });
    for (const link of links) await makeLink(join(packageRoot, link.source), join(folder, basename(link.target)));
    return folder;
  }
}

async function makeLink(source: string, target: string): Promise<void> {
  const isThere = await lstat(target).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await symlink(source, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
