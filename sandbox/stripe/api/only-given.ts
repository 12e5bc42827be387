/** Drops the parameters that were not sent, so that a patch changes nothing it does not name. */
export function onlyGiven<T extends object>(given: T) {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
