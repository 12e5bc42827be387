import { Link } from "@tanstack/react-router";
import { ForgotPasswordForm } from "../accounts/forgot-password-form.tsx";
import { Page } from "../ui/page.tsx";

export default function ForgotPasswordPage() {
  return (
    <Page width="form" title="Forgot your password" lede={<p>We mail you a link to choose a new one.</p>}>
      <ForgotPasswordForm />
      <p className="mt-8">
        <Link to="/sign-in">Back to sign in</Link>
      </p>
    </Page>
  );
}
