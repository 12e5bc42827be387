/** The load, in a process of its own: makes a supply of requests, then fires them. */
import { serveCalls } from "../workbench/serve-calls.ts";
import { type Fired, fireRequests, type Order } from "./fire-requests.ts";
import { makeRequests, type Supply } from "./make-requests.ts";

export type LoadCalls = {
  prepare(supply: Supply): void;
  fire(order: Order): Promise<Fired>;
};

let requests: Buffer[] = [];

const calls: LoadCalls = {
  prepare: (supply) => {
    requests = makeRequests(supply);
  },
  fire: async (order) => {
    const fired = await fireRequests(requests, order);
    requests = [];
    return fired;
  },
};
serveCalls(calls);
