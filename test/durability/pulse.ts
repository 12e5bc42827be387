/** Counts what happens, so that somebody can wait for the work to go on rather than for time to pass. */
export type Pulse = Readonly<{
  beat(): void;
  /** Resolves at the n-th beat from now on, or when all is over. */
  after(beats: number): Promise<void>;
  /** All is over: nobody waits any more, and nobody should begin anything. */
  stop(): void;
  isStopped(): boolean;
}>;

export function createPulse(): Pulse {
  let beats = 0;
  let stopped = false;
  let waiting: { until: number; wake(): void }[] = [];
  function wakeDue(): void {
    const due = waiting.filter((each) => stopped || each.until <= beats);
    waiting = waiting.filter((each) => !due.includes(each));
    for (const each of due) each.wake();
  }
  return {
    beat: () => {
      beats += 1;
      wakeDue();
    },
    after: (more) =>
      new Promise((wake) => {
        waiting.push({ until: beats + more, wake });
        wakeDue();
      }),
    stop: () => {
      stopped = true;
      wakeDue();
    },
    isStopped: () => stopped,
  };
}
