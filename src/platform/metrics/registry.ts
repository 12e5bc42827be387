import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** One for the process, as Prometheus scrapes a process. Each room declares its own metrics beside what they count. */
export const registry = new Registry();

type Described<L extends string> = Readonly<{ name: string; help: string; labels?: readonly L[] }>;

export function counter<L extends string>({ name, help, labels = [] }: Described<L>): Counter<L> {
  return new Counter({ name, help, labelNames: labels, registers: [registry] });
}

export function gauge<L extends string>({ name, help, labels = [] }: Described<L>): Gauge<L> {
  return new Gauge({ name, help, labelNames: labels, registers: [registry] });
}

/** @param buckets upper bounds, in seconds */
export function histogram<L extends string>(
  { name, help, labels = [] }: Described<L>,
  buckets: readonly number[],
): Histogram<L> {
  return new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [registry] });
}
