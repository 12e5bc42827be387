type Hash = Record<string, unknown>;

function isHash(value: unknown): value is Hash {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every key of a specimen, nested ones as `a.b`; free-form hashes and the lists inside objects end the descent. */
export function keyPaths(specimen: Hash, prefix = ""): string[] {
  return Object.entries(specimen).flatMap(([key, value]) => {
    const path = prefix + key;
    const leaf = !isHash(value) || key === "metadata" || path === "data.object" || value.object === "list";
    return leaf ? [path] : [path, ...keyPaths(value, `${path}.`)];
  });
}

/** The paths `object` should have and has not. What lies under a null cannot be there. */
export function missingPaths(object: Hash, paths: readonly string[]): string[] {
  return paths.filter((path) => {
    let value: unknown = object;
    for (const key of path.split(".")) {
      if (value === null) return false;
      if (!isHash(value) || !(key in value)) return true;
      value = value[key];
    }
    return false;
  });
}
