import type { ReactNode } from "react";

const MARK = { calm: "border-edge", good: "border-good", wrong: "border-wrong" };
const WORD = { calm: null, good: "text-good", wrong: "text-wrong" };

/** A short message in the page. Its kind is carried by the title's words; color only repeats it. */
export function Notice({
  kind = "calm",
  title,
  children,
  className = "",
}: {
  kind?: keyof typeof MARK;
  title?: string;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <div className={`border-l-4 bg-sheet px-4 py-3 ${MARK[kind]} ${className}`}>
      {title ? <p className={`font-semibold ${WORD[kind] ?? ""}`}>{title}</p> : null}
      {children}
    </div>
  );
}

/** Stays in the page from the start, so that screen readers announce what is put into it later. */
export function Announced({ children, urgent = false }: { children: ReactNode; urgent?: boolean }) {
  return (
    <div aria-live={urgent ? "assertive" : "polite"} aria-atomic="true">
      {children}
    </div>
  );
}

export function ErrorNotice({
  title,
  text,
  requestId,
  children,
}: {
  title?: string;
  text: string;
  requestId?: string | null;
  children?: ReactNode;
}) {
  return (
    <Notice kind="wrong" {...(title ? { title } : {})}>
      <p>{text}</p>
      {requestId ? (
        <p className="mt-1 text-sm text-quiet">
          If it stays, send us this number: <code className="wrap-anywhere">{requestId}</code>
        </p>
      ) : null}
      {children}
    </Notice>
  );
}
