/** Plain text in which `backticks` mark code, as API descriptions are written. */
export function InlineCode({ text }: { text: string }) {
  const pieces = text.split(/`([^`]+)`/);
  return pieces.map((piece, at) => {
    const key = `${at}:${piece}`;
    return at % 2 === 1 ? <code key={key}>{piece}</code> : <span key={key}>{piece}</span>;
  });
}
