import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { hasStatus } from "../api/api-error.ts";
import { api } from "../api/client.ts";
import { useForgetAnswers } from "../api/queries.ts";
import { Notice } from "../ui/notice.tsx";
import { PasswordField, TextField } from "../ui/text-field.tsx";
import { AccountForm, checkEmail, checkNewPassword } from "./account-form.tsx";

/** The server answers alike whether or not the e-mail has an account; signing in with the same words tells the rest. */
export function SignUpForm({ next }: { next: string | undefined }) {
  const forgetAnswers = useForgetAnswers();
  const [mailed, setMailed] = useState(false);

  const signUp = async ({ name = "", email = "", password = "" }: Record<string, string>) => {
    setMailed(false);
    await api.signUp({ email, password, ...(name ? { name } : {}) });
    try {
      await api.signIn({ email, password });
    } catch (error) {
      if (!hasStatus(error, 401)) throw error;
      setMailed(true);
      return;
    }
    await forgetAnswers();
  };
  return (
    <>
      <div aria-live="polite">
        {mailed ? (
          <Notice title="Check your mail" className="mb-6">
            <p>
              If this e-mail already has an account, we sent it a mail.{" "}
              <Link to="/sign-in" search={next ? { next } : {}}>
                Sign in
              </Link>{" "}
              or <Link to="/forgot-password">reset your password</Link>.
            </p>
          </Notice>
        ) : null}
      </div>
      <AccountForm
        action="Create account"
        busy="Creating your account"
        check={({ email, password }) => ({ ...checkEmail(email), ...checkNewPassword(password) })}
        submit={async (values) => {
          await signUp(values);
          return undefined;
        }}
      >
        {(errors) => (
          <>
            <TextField name="name" label="Name" autoComplete="name" maxLength={100} error={errors.name} />
            <TextField
              name="email"
              type="email"
              label="E-mail"
              autoComplete="username"
              inputMode="email"
              required
              error={errors.email}
            />
            <PasswordField
              name="password"
              label="Password"
              hint="8 characters or more. A few plain words are fine."
              autoComplete="new-password"
              required
              error={errors.password}
            />
          </>
        )}
      </AccountForm>
    </>
  );
}
