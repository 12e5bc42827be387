import { type InputHTMLAttributes, useId, useState } from "react";

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "id"> {
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

const INPUT =
  "min-h-11 w-full rounded-md border bg-sheet px-3 py-2 text-ink placeholder:text-quiet aria-invalid:border-wrong aria-invalid:border-2 border-edge";

/** Label above, hint below it, error beside the field; uncontrolled, so what was typed stays. */
export function TextField({ label, hint, error, className = "", ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <Label id={id} label={label} optional={!input.required} />
      <input
        {...input}
        id={id}
        className={INPUT}
        aria-invalid={error ? true : undefined}
        {...described(id, hint, error)}
      />
      <Beside id={id} hint={hint} error={error} />
    </div>
  );
}

export function PasswordField({ label, hint, error, className = "", ...input }: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className={className}>
      <div className="flex items-baseline justify-between gap-4">
        <Label id={id} label={label} optional={false} />
        <button
          type="button"
          aria-pressed={shown}
          aria-controls={id}
          onClick={() => setShown(!shown)}
          className="min-h-8 text-sm underline decoration-1 underline-offset-4 hover:decoration-2"
        >
          {shown ? "Hide" : "Show"}
          <span className="sr-only"> {label.toLowerCase()}</span>
        </button>
      </div>
      <input
        {...input}
        id={id}
        type={shown ? "text" : "password"}
        autoCapitalize="none"
        spellCheck={false}
        className={INPUT}
        aria-invalid={error ? true : undefined}
        {...described(id, hint, error)}
      />
      <Beside id={id} hint={hint} error={error} />
    </div>
  );
}

function Label({ id, label, optional }: { id: string; label: string; optional: boolean }) {
  return (
    <label htmlFor={id} className="mb-1 inline-block font-semibold">
      {label}
      {optional ? <span className="font-normal text-quiet"> (optional)</span> : null}
    </label>
  );
}

function Beside({ id, hint, error }: { id: string; hint: string | undefined; error: string | undefined }) {
  return (
    <>
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-sm text-quiet">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="mt-1 text-sm font-semibold text-wrong">
          {error}
        </p>
      ) : null}
    </>
  );
}

function described(id: string, hint: string | undefined, error: string | undefined) {
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return ids ? { "aria-describedby": ids } : {};
}
