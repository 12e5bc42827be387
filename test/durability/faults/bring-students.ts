import { setTimeout as pause } from "node:timers/promises";
import type { Student } from "../../http-client.ts";
import { createRandom, type Random } from "../random.ts";
import { actAsStudent, type Stage } from "./act-as-student.ts";
import { actAtStripe } from "./act-at-stripe.ts";
import { FATES, type Fate } from "./fates.ts";

const AT_ONCE = 32;
const LONGEST_PAUSE_MS = 300;

export type Visits = Readonly<{
  /** Those who came, in this order. */
  came: readonly Student[];
  /** Where the platform did not do what a student may expect, in words. */
  complaints: readonly string[];
}>;

/** Students come one after the other and meet their fates, until `isOver`. Resolves when the last is done. */
export async function bringStudents(
  students: readonly Student[],
  stage: Stage,
  input: { random: Random; isOver: () => boolean },
): Promise<Visits> {
  const { random, isOver } = input;
  const came: Student[] = [];
  const complaints: string[] = [];
  const going = new Set<Promise<unknown>>();
  for (const student of students) {
    while (going.size >= AT_ONCE) await Promise.race(going);
    if (isOver()) break;
    came.push(student);
    stage.tally.students += 1;
    const [name, meetFate] = random.pick<[string, Fate]>(Object.entries(FATES));
    const actor = actAsStudent(student, stage, createRandom(random.between(0, 2 ** 31)));
    const visit = meetFate(actor, actAtStripe(stage), stage.tally)
      .catch((error) => complaints.push(`${student.id}, who ${name}: ${String(error)}`))
      .finally(() => going.delete(visit));
    going.add(visit);
    await pause(random.between(0, LONGEST_PAUSE_MS));
  }
  await Promise.all(going);
  return { came, complaints };
}
