import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { hasStatus } from "../api/api-error.ts";
import { type Explanation, explainError } from "../api/explain-error.ts";
import { Button, type ButtonLook } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";

export type Values = Record<string, string>;
export type FieldErrors = Record<string, string>;

interface AccountFormProps {
  /** Runs before anything is sent; an entry per field that is wrong. */
  check?: (values: Values) => FieldErrors;
  /** Sends it. May answer with errors for single fields. */
  submit: (values: Values) => Promise<FieldErrors | undefined>;
  /** What a failure leaves untouched: "Your password has not changed." */
  safe?: string;
  action: string;
  busy: string;
  look?: ButtonLook;
  children: (errors: FieldErrors) => ReactNode;
}

/** Keeps what was typed after an error, shows the error beside its field and moves focus there. */
export function AccountForm({ check, submit, safe, action, busy, look = "next", children }: AccountFormProps) {
  const hydrated = useHydrated();
  const form = useRef<HTMLFormElement>(null);
  const [waiting, setWaiting] = useState(false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<Explanation | null>(null);

  useEffect(() => focusFirst(form.current, errors), [errors]);
  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>("[data-failure]")?.focus();
  }, [failure]);

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (waiting) return;
    const values = valuesOf(event.currentTarget);
    const wrong = check?.(values) ?? {};
    setFailure(null);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setWaiting(true);
    try {
      setErrors((await submit(values)) ?? {});
    } catch (error) {
      setFailure(explainError(error, safe));
    } finally {
      setWaiting(false);
    }
  };
  // method=post: should a press come before the script, no password can end up in an address.
  return (
    <form ref={form} method="post" noValidate onSubmit={onSubmit} className="space-y-5">
      {failure ? (
        <div data-failure tabIndex={-1} role="alert">
          <ErrorNotice text={failure.text} requestId={failure.requestId} />
        </div>
      ) : null}
      {children(errors)}
      <Button type="submit" look={look} busy={waiting && busy} disabled={!hydrated} className="w-full sm:w-auto">
        {action}
      </Button>
      <noscript>
        <p className="text-quiet">This form needs JavaScript. Everything that is only to be read works without it.</p>
      </noscript>
    </form>
  );
}

export function checkEmail(email: string | undefined): FieldErrors {
  if (!email) return { email: "Enter your e-mail address." };
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? {} : { email: "This does not look like an e-mail address." };
}

export function checkNewPassword(password: string | undefined, field = "password"): FieldErrors {
  if (!password) return { [field]: "Choose a password." };
  if (password.length < 8) return { [field]: "Use 8 characters or more." };
  return password.length > 128 ? { [field]: "Use 128 characters or fewer." } : {};
}

export function checkGivenPassword(password: string | undefined, field = "password"): FieldErrors {
  return password ? {} : { [field]: "Enter your password." };
}

/** The server refuses a wrong password with 403; anything else is not about that field. */
export function refusedPassword(error: unknown, field = "password"): FieldErrors {
  if (!hasStatus(error, 403)) throw error;
  return { [field]: explainError(error).text };
}

function valuesOf(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") values[name] = isSecret(form, name) ? value : value.trim();
  }
  return values;
}

function isSecret(form: HTMLFormElement, name: string): boolean {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement && field.autocomplete.includes("password");
}

function focusFirst(form: HTMLFormElement | null, errors: FieldErrors): void {
  if (!form || Object.keys(errors).length === 0) return;
  const wrong = [...form.elements].find((field) => field instanceof HTMLInputElement && field.name in errors);
  if (wrong instanceof HTMLInputElement) wrong.focus();
}
