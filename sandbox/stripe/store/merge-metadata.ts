type Metadata = Record<string, string>;

/** An empty value removes its key; an empty text removes them all. */
export function mergeMetadata(old: Metadata, given: "" | Metadata | undefined): Metadata {
  if (given === undefined) return old;
  if (given === "") return {};
  return Object.fromEntries(Object.entries({ ...old, ...given }).filter(([, value]) => value !== ""));
}
