import { useState } from "react";
import { api } from "../api/client.ts";
import { Notice } from "../ui/notice.tsx";
import { TextField } from "../ui/text-field.tsx";
import { AccountForm, checkEmail } from "./account-form.tsx";

export function ForgotPasswordForm() {
  const [mailed, setMailed] = useState<string | null>(null);
  return (
    <>
      <div aria-live="polite">
        {mailed ? (
          <Notice title="Check your mail" className="mb-6">
            <p>If {mailed} has an account, a link to choose a new password is on its way. It works once.</p>
          </Notice>
        ) : null}
      </div>
      <AccountForm
        action={mailed ? "Send it again" : "Send the link"}
        busy="Sending"
        look={mailed ? "plain" : "next"}
        check={({ email }) => checkEmail(email)}
        submit={async ({ email = "" }) => {
          await api.requestPasswordReset({ email });
          setMailed(email);
          return undefined;
        }}
      >
        {(errors) => (
          <TextField
            name="email"
            type="email"
            label="E-mail"
            autoComplete="username"
            inputMode="email"
            required
            error={errors.email}
          />
        )}
      </AccountForm>
    </>
  );
}
