/** Counts what happens, so that somebody can wait for the work to go on rather than for time to pass. */
export type Pulse = Readonly<{
  beat(): void;
  /** Resolves at the n-th beat from now on. */
  after(beats: number): Promise<void>;
}>;

export function createPulse(): Pulse {
  let beats = 0;
  let waiting: { until: number; wake(): void }[] = [];
  return {
    beat: () => {
      beats += 1;
      for (const each of waiting) if (each.until <= beats) each.wake();
      waiting = waiting.filter((each) => each.until > beats);
    },
    after: (more) => new Promise((wake) => waiting.push({ until: beats + more, wake })),
  };
}
