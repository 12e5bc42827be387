const EVERY_MS = 1000;

/** Tells of progress at most once a second, and always of the last step. */
export function tellNowAndThen(tell: (line: string) => void): (line: string, isLast: boolean) => void {
  let told = Number.NEGATIVE_INFINITY;
  let last = "";
  return (line, isLast) => {
    const now = performance.now();
    if (line === last || (!isLast && now - told < EVERY_MS)) return;
    told = now;
    last = line;
    tell(line);
  };
}
