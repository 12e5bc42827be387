import type { Letter, Sender, Way } from "./letter.ts";

/** The version for mail programs that show no HTML. */
export function layOutText(letter: Letter, ways: readonly Way[], closing: string, sender: Sender): string {
  const facts = (letter.facts ?? []).map(({ name, value }) => `${name}: ${value}`).join("\n");
  const blocks = [
    ...letter.paragraphs,
    facts,
    ...ways.map(({ label, url }) => `${label}:\n${url}`),
    closing,
    `${sender.appName}\n${sender.publicUrl}`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}
