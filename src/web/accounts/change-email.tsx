import { useState } from "react";
import { api } from "../api/client.ts";
import { Notice } from "../ui/notice.tsx";
import { PasswordField, TextField } from "../ui/text-field.tsx";
import { AccountForm, checkEmail, checkGivenPassword, refusedPassword } from "./account-form.tsx";

export function ChangeEmail() {
  const [mailed, setMailed] = useState<string | null>(null);
  return (
    <div className="max-w-[27rem] space-y-5">
      <p className="text-quiet">We mail a link to the new address. Your e-mail changes when you open it.</p>
      <div aria-live="polite">
        {mailed ? (
          <Notice kind="good" title="Check your mail">
            <p>If {mailed} can be used, a link is on its way there. Until you open it, nothing changes.</p>
          </Notice>
        ) : null}
      </div>
      <AccountForm
        key={mailed}
        action="Change e-mail"
        busy="Sending the link"
        look="plain"
        safe="Your e-mail has not changed."
        check={({ email, password }) => ({ ...checkEmail(email), ...checkGivenPassword(password) })}
        submit={async ({ email = "", password = "" }) => {
          try {
            await api.requestEmailChange({ email, password });
          } catch (error) {
            return refusedPassword(error);
          }
          setMailed(email);
          return undefined;
        }}
      >
        {(errors) => (
          <>
            <TextField
              name="email"
              type="email"
              label="New e-mail"
              autoComplete="email"
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
    </div>
  );
}
