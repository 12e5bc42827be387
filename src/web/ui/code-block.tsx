import { useState } from "react";

/** Code with a copy button. Long lines scroll inside the block, which keyboards can reach. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <figure className="rounded-md border border-rule bg-sheet">
      <figcaption className="flex items-center justify-between gap-3 border-b border-rule py-1 pr-2 pl-4 text-sm">
        <span className="text-quiet">{label}</span>
        <CopyButton text={code} what={label} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={label} className="overflow-x-auto px-4 py-3 text-[0.95rem] leading-relaxed">
        <pre>
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  );
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setState(done ? "copied" : "failed");
    setTimeout(() => setState("idle"), 3000);
  };
  const word = { idle: "Copy", copied: "Copied", failed: "Select and copy by hand" }[state];
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={state === "idle" ? `Copy: ${what}` : word}
      className="min-h-8 rounded px-2 underline decoration-1 underline-offset-4 hover:decoration-2"
    >
      <span aria-live="polite">{word}</span>
    </button>
  );
}
