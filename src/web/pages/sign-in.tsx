import { Link, useSearch } from "@tanstack/react-router";
import { SignInForm } from "../accounts/sign-in-form.tsx";
import { useLeaveWhenSignedIn, useNext } from "../accounts/use-next.ts";
import { Page } from "../ui/page.tsx";

export default function SignInPage() {
  const next = useNext(useSearch({ from: "/sign-in" }).next);
  useLeaveWhenSignedIn(next ?? "/practice");
  return (
    <Page width="form" title="Sign in">
      <SignInForm />
      <div className="mt-8 space-y-2 text-quiet">
        <p>
          <Link to="/forgot-password" className="text-ink">
            Forgot your password?
          </Link>
        </p>
        <p>
          No account yet?{" "}
          <Link to="/sign-up" search={next ? { next } : {}} className="text-ink">
            Create one
          </Link>
        </p>
      </div>
    </Page>
  );
}
