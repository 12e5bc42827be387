import { useState } from "react";
import type { User } from "../../contract/index.ts";
import { api } from "../api/client.ts";
import { Notice } from "../ui/notice.tsx";
import { PasswordField } from "../ui/text-field.tsx";
import { AccountForm, checkGivenPassword, checkNewPassword, refusedPassword } from "./account-form.tsx";

export function ChangePassword({ user, onChanged }: { user: User; onChanged: () => void }) {
  const [times, setTimes] = useState(0);
  return (
    <div className="max-w-[27rem] space-y-5">
      <div aria-live="polite">
        {times > 0 ? (
          <Notice kind="good" title="Your password is changed">
            <p>Other devices were signed out. This one stays signed in.</p>
          </Notice>
        ) : null}
      </div>
      {/* A new key empties the form after a success. */}
      <AccountForm
        key={times}
        action="Change password"
        busy="Changing"
        look="plain"
        safe="Your password has not changed."
        check={({ currentPassword, newPassword }) => ({
          ...checkGivenPassword(currentPassword, "currentPassword"),
          ...checkNewPassword(newPassword, "newPassword"),
        })}
        submit={async ({ currentPassword = "", newPassword = "" }) => {
          try {
            await api.changePassword({ currentPassword, newPassword });
          } catch (error) {
            return refusedPassword(error, "currentPassword");
          }
          setTimes(times + 1);
          onChanged();
          return undefined;
        }}
      >
        {(errors) => (
          <>
            <input type="hidden" autoComplete="username" value={user.email} readOnly />
            <PasswordField
              name="currentPassword"
              label="Current password"
              autoComplete="current-password"
              required
              error={errors.currentPassword}
            />
            <PasswordField
              name="newPassword"
              label="New password"
              hint="8 characters or more."
              autoComplete="new-password"
              required
              error={errors.newPassword}
            />
          </>
        )}
      </AccountForm>
    </div>
  );
}
