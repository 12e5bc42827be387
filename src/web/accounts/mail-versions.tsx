import { useState } from "react";
import { splitLinks } from "./split-links.ts";

const VERSIONS = { text: "Text", html: "HTML" };

/** A mail as text, or as a mail program shows it: a frame for each of fifty mails at once would be slow. */
export function MailVersions({ text, html, subject }: { text: string; html: string; subject: string }) {
  const [shown, setShown] = useState<keyof typeof VERSIONS>("text");
  return (
    <div className="mt-3">
      <fieldset className="flex gap-x-5 border-b border-rule">
        <legend className="sr-only">Version of the mail: {subject}</legend>
        {(["text", "html"] as const).map((version) => (
          <button
            key={version}
            type="button"
            aria-pressed={shown === version}
            onClick={() => setShown(version)}
            className="inline-flex min-h-9 items-center border-b-2 border-transparent text-sm aria-pressed:border-ink aria-pressed:font-semibold"
          >
            {VERSIONS[version]}
          </button>
        ))}
      </fieldset>
      {shown === "text" ? (
        <MailText text={text} />
      ) : (
        // No script runs in it and it can't reach this page; its links open beside.
        <iframe
          title={`The mail: ${subject}`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={openBeside(html)}
          className="mt-3 h-[34rem] w-full resize-y border border-rule bg-sheet"
        />
      )}
    </div>
  );
}

export function MailText({ text }: { text: string }) {
  return (
    <p className="reading mt-3 break-words whitespace-pre-line">
      {splitLinks(text).map(({ at, text: piece, href }) =>
        href ? (
          <a key={at} href={href} className="wrap-anywhere">
            {piece}
          </a>
        ) : (
          <span key={at}>{piece}</span>
        ),
      )}
    </p>
  );
}

function openBeside(html: string): string {
  return html.replace("<head>", '<head><base target="_blank">');
}
