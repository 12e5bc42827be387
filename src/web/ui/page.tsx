import type { ReactNode } from "react";

/** A page's column with its one main heading, which takes focus after navigation. */
export function Page({
  title,
  lede,
  width = "reading",
  children,
}: {
  title: ReactNode;
  lede?: ReactNode;
  width?: "form" | "reading" | "wide";
  children?: ReactNode;
}) {
  const max = { form: "max-w-[27rem]", reading: "max-w-[40rem]", wide: "max-w-[66rem]" }[width];
  return (
    <div className={`mx-auto w-full px-5 pt-10 pb-16 sm:pt-14 ${max}`}>
      <h1 tabIndex={-1}>{title}</h1>
      {lede ? <div className="reading mt-4 text-[1.08rem]">{lede}</div> : null}
      <div className="mt-8">{children}</div>
    </div>
  );
}

/** A ruled-off part of a page. */
export function Section({
  title,
  id,
  children,
  aside,
}: {
  title: string;
  id: string;
  children: ReactNode;
  aside?: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className="mt-10 border-t border-rule pt-6 first:mt-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        {aside}
      </div>
      <div className="mt-4">{children}</div>
    </section>
  );
}

/** Held back 300 ms by CSS: an answer that comes at once leaves no flicker. */
export function Loading({ what }: { what: string }) {
  return (
    <p role="status" className="loading text-quiet">
      {what}
    </p>
  );
}
