import { useState } from "react";
import { api } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { PasswordField } from "../ui/text-field.tsx";
import { AccountForm, checkGivenPassword, refusedPassword } from "./account-form.tsx";

export function DeleteAccount({ onDeleted }: { onDeleted: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <div className="max-w-[34rem] space-y-5">
      <div className="space-y-2">
        <p>What happens when you delete it:</p>
        <ul className="list-disc space-y-1 pl-5">
          <li>A weekly subscription is canceled first. You are not charged again.</li>
          <li>Your access ends at once, lifetime access too. Payments made so far are not refunded by this.</li>
          <li>Your name, e-mail, password and practice data are erased. This can't be undone.</li>
          <li>Records of payments stay with the payment provider, as the law asks.</li>
        </ul>
      </div>
      {asking ? (
        <div className="max-w-[27rem] space-y-4">
          <AccountForm
            action="Delete my account for good"
            busy="Deleting"
            look="danger"
            safe="Your account is still here."
            check={({ password }) => checkGivenPassword(password)}
            submit={async ({ password = "" }) => {
              try {
                await api.deleteAccount({ password });
              } catch (error) {
                return refusedPassword(error);
              }
              onDeleted();
              return undefined;
            }}
          >
            {(errors) => (
              <PasswordField
                name="password"
                label="Password"
                autoComplete="current-password"
                required
                autoFocus
                error={errors.password}
              />
            )}
          </AccountForm>
          <Button onClick={() => setAsking(false)}>Keep my account</Button>
        </div>
      ) : (
        <Button look="danger" onClick={() => setAsking(true)}>
          Delete account
        </Button>
      )}
    </div>
  );
}
