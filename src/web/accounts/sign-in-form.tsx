import { hasStatus } from "../api/api-error.ts";
import { api } from "../api/client.ts";
import { useForgetAnswers } from "../api/queries.ts";
import { PasswordField, TextField } from "../ui/text-field.tsx";
import { AccountForm, checkEmail, checkGivenPassword } from "./account-form.tsx";

export function SignInForm() {
  const forgetAnswers = useForgetAnswers();
  return (
    <AccountForm
      action="Sign in"
      busy="Signing in"
      check={({ email, password }) => ({ ...checkEmail(email), ...checkGivenPassword(password) })}
      submit={async ({ email = "", password = "" }) => {
        try {
          await api.signIn({ email, password });
        } catch (error) {
          if (hasStatus(error, 401))
            return { password: "E-mail and password do not match. Check both, then try again." };
          throw error;
        }
        await forgetAnswers();
        return undefined;
      }}
    >
      {(errors) => (
        <>
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
            autoComplete="current-password"
            required
            error={errors.password}
          />
        </>
      )}
    </AccountForm>
  );
}
