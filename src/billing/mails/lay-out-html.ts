import type { Fact, Letter, Sender, Way } from "./letter.ts";

const BODY = "margin:0;padding:24px 16px;font-family:Georgia,'Times New Roman',serif;font-size:17px;line-height:1.6";
const SHEET = "max-width:34em;margin:0 auto";
const HEADING = "margin:0 0 20px;font-size:24px;line-height:1.25";
const PARAGRAPH = "margin:0 0 16px";
const FACTS = "margin:0 0 20px;padding:2px 0 2px 16px;border-left:4px solid #857b6a";
const BUTTON =
  "display:inline-block;padding:11px 20px;border-radius:6px;background:#0b5658;color:#ffffff;font-weight:bold;text-decoration:none";
const FOOT = "margin:28px 0 0;padding-top:16px;border-top:1px solid #857b6a;font-size:15px";

/**
 * The version with styles, all of them inline: many mail programs drop style elements. Text and ground keep the
 * program's own colors, so a dark one stays dark; only the button sets both of its own.
 */
export function layOutHtml(letter: Letter, ways: readonly Way[], closing: string, sender: Sender): string {
  const subject = escapeHtml(letter.subject);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
</head>
<body style="${BODY}">
<div role="article" aria-label="${subject}" lang="en" style="${SHEET}">
<h1 style="${HEADING}">${subject}</h1>
${[...letter.paragraphs.map(paragraph), layOutFacts(letter.facts ?? []), ...ways.map(layOutWay), paragraph(closing)]
  .filter((block) => block !== "")
  .join("\n")}
<p style="${FOOT}">${escapeHtml(sender.appName)}<br>
<a href="${escapeHtml(sender.publicUrl)}" style="color:inherit">${escapeHtml(sender.publicUrl)}</a></p>
</div>
</body>
</html>
`;
}

function paragraph(text: string): string {
  return `<p style="${PARAGRAPH}">${escapeHtml(text)}</p>`;
}

function layOutFacts(facts: readonly Fact[]): string {
  if (facts.length === 0) return "";
  const lines = facts.map(({ name, value }) => `${escapeHtml(name)}: <strong>${escapeHtml(value)}</strong>`);
  return `<p style="${FACTS}">${lines.join("<br>\n")}</p>`;
}

/** The first way is what to do next; the others are links. */
function layOutWay({ label, url }: Way, at: number): string {
  const style = at === 0 ? BUTTON : "color:inherit";
  return `<p style="${PARAGRAPH}"><a href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a></p>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
