import { Connection } from "./connection.ts";

export type Order = Readonly<{ port: number; connections: number; seconds: number; expected: string }>;

export type Fired = Readonly<{
  /** Requests are sent in their order: these are the first so many. */
  sent: number;
  /** Which of them were not answered with 200 and what was expected, and how often for which reason. */
  failed: readonly number[];
  reasons: Readonly<Record<string, number>>;
  /** From the first request to the last answer. */
  seconds: number;
  p50: number;
  p99: number;
}>;

/** Sends the requests as fast as they are answered, until the time or the supply is over; then waits for the last answers. */
export async function fireRequests(requests: readonly Buffer[], order: Order): Promise<Fired> {
  const expected = new RegExp(order.expected);
  const failed: number[] = [];
  const reasons: Record<string, number> = {};
  const latencies: number[] = [];
  const bodies = new Set<string>();
  let next = 0;

  const opened = await Promise.all(Array.from({ length: order.connections }, () => Connection.open(order.port)));
  const started = performance.now();
  const deadline = started + order.seconds * 1000;
  await Promise.all(opened.map(work));
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return { sent: next, failed, reasons, seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };

  async function work(first: Connection): Promise<void> {
    let connection = first;
    while (performance.now() < deadline) {
      const request = requests[next];
      if (request === undefined) break;
      const index = next++;
      const sentAt = performance.now();
      const reason = await tell(connection, request);
      latencies.push(performance.now() - sentAt);
      if (reason === null) continue;
      failed.push(index);
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      connection.close();
      connection = await Connection.open(order.port);
    }
    connection.close();
  }

  /** Why the answer does not count; null when it does. */
  async function tell(connection: Connection, request: Buffer): Promise<string | null> {
    try {
      const { status, body } = await connection.send(request);
      if (status !== 200 || !expected.test(body)) return `${status} ${body.slice(0, 80)}`;
      // A session that two buyers were given would count twice.
      if (body.includes('"sessionId"') && bodies.size === bodies.add(body).size) return "the same session twice";
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
