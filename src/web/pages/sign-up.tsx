import { Link, useSearch } from "@tanstack/react-router";
import { SignUpForm } from "../accounts/sign-up-form.tsx";
import { useLeaveWhenSignedIn, useNext } from "../accounts/use-next.ts";
import { Page } from "../ui/page.tsx";

export default function SignUpPage() {
  const next = useNext(useSearch({ from: "/sign-up" }).next);
  useLeaveWhenSignedIn(next ?? "/practice");
  return (
    <Page
      width="form"
      title="Create an account"
      lede={<p>{next?.startsWith("/subscription") ? "Then we take you back to your plan." : "It is free."}</p>}
    >
      <SignUpForm next={next} />
      <p className="mt-8 text-quiet">
        You have one already?{" "}
        <Link to="/sign-in" search={next ? { next } : {}} className="text-ink">
          Sign in
        </Link>
      </p>
    </Page>
  );
}
