import { Link } from "@tanstack/react-router";
import { useBoot } from "../api/boot.tsx";
import { useSession } from "../api/queries.ts";

const NAV =
  "inline-flex min-h-11 items-center no-underline hover:underline aria-[current=page]:underline aria-[current=page]:decoration-2";

export function SiteHeader() {
  const { appName } = useBoot();
  const { user } = useSession();
  return (
    <header className="border-b border-rule">
      <div className="mx-auto flex max-w-[66rem] flex-wrap items-center justify-between gap-x-8 px-5 py-1.5">
        <Link to="/" className="inline-flex min-h-11 items-center gap-2.5 font-serif font-semibold no-underline">
          <Mark />
          {appName}
        </Link>
        <nav aria-label="Main" className="flex gap-x-6">
          <Link to="/practice" className={NAV}>
            Practice
          </Link>
          <Link to="/subscription" className={NAV} activeOptions={{ exact: true, includeSearch: false }}>
            Plans
          </Link>
          {user ? (
            <>
              <Link to="/account/billing" className={NAV}>
                Billing
              </Link>
              <Link to="/account" className={NAV} activeOptions={{ exact: true }}>
                Account
              </Link>
            </>
          ) : (
            <Link to="/sign-in" className={`${NAV} ${user === undefined ? "while-unknown" : ""}`}>
              Sign in
            </Link>
          )}
        </nav>
      </div>
    </header>
  );
}

/** Choices on an answer sheet, one of them filled in. */
function Mark() {
  return (
    <svg viewBox="0 0 28 12" aria-hidden="true" className="h-3 w-7 shrink-0" fill="none" stroke="currentColor">
      <circle cx="5" cy="6" r="3.6" strokeWidth="1.3" />
      <circle cx="14" cy="6" r="4.2" fill="currentColor" strokeWidth="0" />
      <circle cx="23" cy="6" r="3.6" strokeWidth="1.3" />
    </svg>
  );
}
