/** Where to go after signing in: a path of this site, or nothing. Other hosts, `//host` and `/\host` are refused. */
export function safeNext(next: string | undefined): string | undefined {
  if (!next || !/^\/(?![/\\])[^\s\\]*$/.test(next)) return undefined;
  const url = new URL(next, "https://here.invalid");
  return url.origin === "https://here.invalid" ? url.pathname + url.search + url.hash : undefined;
}
