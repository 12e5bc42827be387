import { Link, type LinkProps } from "@tanstack/react-router";
import type { ButtonHTMLAttributes, ReactNode } from "react";

const SHAPE =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-md px-5 py-2 text-center font-semibold no-underline transition-colors duration-150";
const LOOK = {
  /** The next action: at most one per page, or one per plan. */
  next: "bg-accent text-on-accent hover:bg-accent-strong disabled:bg-edge disabled:text-sheet",
  plain: "border border-edge bg-sheet text-ink hover:bg-paper hover:border-ink disabled:text-quiet",
  danger: "border-2 border-wrong bg-sheet text-wrong hover:bg-paper disabled:border-edge disabled:text-quiet",
};
export type ButtonLook = keyof typeof LOOK;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  /** Says so while waiting; the button keeps focus and refuses a second press. */
  busy?: string | false;
}

export function Button({ look = "plain", busy = false, className = "", children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`${SHAPE} ${LOOK[look]} ${busy ? "opacity-80" : ""} ${className}`}
      aria-disabled={busy ? true : undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy || children}
    </button>
  );
}

export function ButtonLink({
  look = "plain",
  className = "",
  children,
  ...rest
}: LinkProps & { look?: ButtonLook; className?: string; children: ReactNode }) {
  return (
    <Link {...rest} className={`${SHAPE} ${LOOK[look]} ${className}`}>
      {children}
    </Link>
  );
}

/** For addresses outside the pages: a download, the way to payment. */
export function ButtonAnchor({
  look = "plain",
  href,
  children,
  download,
}: {
  look?: ButtonLook;
  href: string;
  children: ReactNode;
  download?: boolean;
}) {
  return (
    <a href={href} download={download} className={`${SHAPE} ${LOOK[look]}`}>
      {children}
    </a>
  );
}

export function TextButton({ className = "", ...rest }: ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex min-h-6 items-center underline decoration-1 underline-offset-4 hover:decoration-2 ${className}`}
    />
  );
}
