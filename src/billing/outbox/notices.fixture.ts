import type { Money } from "../../contract/index.ts";
import { decideAccess } from "../access/decide-access.ts";
import type { Snapshot } from "../access/snapshot.ts";
import { DAY, START } from "../access/snapshots.fixture.ts";
import { decideNotices } from "./decide-notices.ts";
import type { Notice } from "./tasks.ts";

const NOBODYS: ReadonlySet<string> = new Set();

/** What is told of the way from one state to the other, both seen a day after START. */
export function tell(before: Snapshot, after: Snapshot, givenBack = NOBODYS): readonly Notice[] {
  const see = (snapshot: Snapshot) => ({ snapshot, access: decideAccess(snapshot, START + DAY) });
  return decideNotices(see(before), see(after), givenBack);
}

export function usd(amount: number): Money {
  return { amount, currency: "usd" };
}

export function toText(instant: number): string {
  return new Date(instant).toISOString();
}
