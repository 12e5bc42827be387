import { Link } from "@tanstack/react-router";
import { useBoot } from "../api/boot.tsx";

/** Nobody may mistake the sandbox for a shop: on every page, in every theme the same. */
export function SandboxRibbon() {
  const { sandbox, sandboxUrl, outbox } = useBoot();
  if (!sandbox) return null;
  return (
    <aside
      aria-label="Test mode"
      className="flex flex-wrap items-baseline justify-center gap-x-5 border-b-2 border-on-test bg-test px-4 py-1.5 text-center text-on-test"
    >
      <strong>Test mode: no real money</strong>
      <span className="flex gap-x-5">
        {sandboxUrl ? <a href={sandboxUrl}>Payment sandbox</a> : null}
        {outbox ? (
          // The page has a policy of its own, which only a document loaded from its address gets.
          <Link to="/outbox" reloadDocument>
            Outbox
          </Link>
        ) : null}
      </span>
    </aside>
  );
}
