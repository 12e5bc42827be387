import type { Log } from "../log/index.ts";
import { counter, gauge, histogram } from "../metrics/index.ts";

const runs = counter({ name: "job_runs_total", help: "Runs of a job", labels: ["job", "outcome"] });
const lastSuccess = gauge({
  name: "job_last_success_timestamp_seconds",
  help: "When a job last ended well",
  labels: ["job"],
});
const durations = histogram(
  { name: "job_duration_seconds", help: "How long a run takes", labels: ["job"] },
  [0.01, 0.1, 1, 10, 60, 600],
);

export type Job = Readonly<{
  /** Begins no new run; resolves when the present one is over. */
  stop(): Promise<void>;
}>;

/**
 * Runs a verb again and again, `everyMs` after the last run ended, never twice at once in this process. A run that
 * fails is logged and the next one comes all the same. What it does must be safe with other processes running it too.
 */
export function runEvery(input: { name: string; everyMs: number; run: () => Promise<void>; log: Log }): Job {
  const { name, everyMs, run, log } = input;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  async function turn(): Promise<void> {
    const measured = durations.startTimer({ job: name });
    try {
      await run();
      runs.inc({ job: name, outcome: "done" });
      lastSuccess.set({ job: name }, Date.now() / 1000);
    } catch (error) {
      runs.inc({ job: name, outcome: "failed" });
      log.error({ err: error, job: name }, "job failed: it will run again");
    }
    measured();
    // Up to a tenth more, so that processes started together don't stay in step.
    if (!stopped) timer = setTimeout(start, everyMs * (1 + Math.random() / 10));
  }

  function start(): void {
    running = turn();
  }

  timer = setTimeout(start, 0);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
