import type { EventReferences } from "./extract-references.ts";

/** An event of the inbox that is to be worked on. */
export type WorkItem = Readonly<{
  eventId: string;
  type: string;
  references: EventReferences;
  receivedAt: Date;
  attempts: number;
}>;
