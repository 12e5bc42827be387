export interface TextPiece {
  /** Position in the text: a stable key. */
  at: number;
  text: string;
  href: string | null;
}

/** Cuts a mail's text at its http(s) addresses; a period or bracket after one is not part of it. */
export function splitLinks(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:)\]]/g)) {
    if (match.index > at) pieces.push({ at, text: text.slice(at, match.index), href: null });
    pieces.push({ at: match.index, text: match[0], href: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ at, text: text.slice(at), href: null });
  return pieces;
}
