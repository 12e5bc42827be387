import { Link } from "@tanstack/react-router";
import { ThemeChooser } from "../ui/theme-chooser.tsx";

export function SiteFooter() {
  return (
    <footer className="border-t border-rule text-sm text-quiet">
      <div className="mx-auto flex max-w-[66rem] flex-wrap items-center justify-between gap-x-8 gap-y-4 px-5 py-6">
        <p className="max-w-[38rem]">
          LSAT is a registered trademark of the Law School Admission Council, which is not affiliated with and does not
          endorse this product.
        </p>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <Link to="/docs/api" className="inline-flex min-h-9 items-center">
            API
          </Link>
          <ThemeChooser />
        </div>
      </div>
    </footer>
  );
}
