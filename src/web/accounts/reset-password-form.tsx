import { useState } from "react";
import { api } from "../api/client.ts";
import { ButtonLink } from "../ui/button.tsx";
import { focusHeading } from "../ui/focus-heading.ts";
import { Notice } from "../ui/notice.tsx";
import { PasswordField } from "../ui/text-field.tsx";
import { AccountForm, checkNewPassword } from "./account-form.tsx";

export function ResetPasswordForm({ token }: { token: string }) {
  const [done, setDone] = useState(false);
  return (
    <div aria-live="polite">
      {done ? (
        <div className="space-y-6">
          <Notice kind="good" title="Your password is changed">
            <p>For your safety, every device was signed out. Sign in with the new password.</p>
          </Notice>
          <ButtonLink to="/sign-in" look="next">
            Sign in
          </ButtonLink>
        </div>
      ) : (
        <AccountForm
          action="Save the new password"
          busy="Saving"
          safe="Your old password still works."
          check={({ password }) => checkNewPassword(password)}
          submit={async ({ password = "" }) => {
            await api.resetPassword({ token, password });
            setDone(true);
            focusHeading();
            return undefined;
          }}
        >
          {(errors) => (
            <PasswordField
              name="password"
              label="New password"
              hint="8 characters or more. A few plain words are fine."
              autoComplete="new-password"
              required
              error={errors.password}
            />
          )}
        </AccountForm>
      )}
    </div>
  );
}
