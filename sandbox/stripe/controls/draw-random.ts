/**
 * One step of a seeded generator (mulberry32): a number from 0 up to 1, and the state for the next draw. Trouble drawn
 * from the same seed comes the same way again.
 */
export function drawRandom(state: number): { value: number; next: number } {
  const next = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), next | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return { value: ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32, next };
}
