import { checkLife } from "./check-life.ts";
import type { Life } from "./life.ts";
import type { World } from "./open-world.ts";
import { performAct } from "./perform-act.ts";
import { openPostOffice } from "./post-office.ts";
import { settleLife } from "./settle-life.ts";

const SECOND = 1000;

/**
 * Lives one life from the beginning until nothing is due any more.
 * @returns the promises that it broke
 */
export async function live(world: World, life: Life): Promise<string[]> {
  await world.beginLife();
  await world.control("POST", "/clock/settings", { after_retries: life.afterRetries });
  const post = openPostOffice(world, life.trouble);
  for (const step of life.steps) {
    world.advance(step.pause * SECOND);
    await performAct(world, step.act);
    await post.bringSome(step.post, step.together);
  }
  await post.bringTheRest(life);
  await settleLife(world, life.repair);
  return await checkLife(world, life, post.brought());
}
