import type { OutboxMailList } from "../../contract/index.ts";
import { explainError } from "../api/explain-error.ts";
import { useOutbox } from "../api/queries.ts";
import { formatMoment } from "../ui/format-date.ts";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";
import { MailText, MailVersions } from "./mail-versions.tsx";

type Mail = OutboxMailList["mails"][number];

/** Test mode only: reads itself again every few seconds. */
export function Outbox() {
  const { data, error } = useOutbox();
  if (!data) return error ? <ErrorNotice {...explainError(error)} /> : <Loading what="Loading the mails" />;
  if (data.mails.length === 0) {
    return (
      <p className="reading">
        No mail yet. Mails about your account and your payments appear here a moment after what they are about.
      </p>
    );
  }
  return (
    <ol className="divide-y divide-rule border-t border-rule">
      {data.mails.map((mail) => (
        <li key={mail.id} className="py-6">
          <KeptMail mail={mail} />
        </li>
      ))}
    </ol>
  );
}

function KeptMail({ mail }: { mail: Mail }) {
  return (
    <article aria-labelledby={`mail-${mail.id}`}>
      <h2 id={`mail-${mail.id}`}>{mail.subject}</h2>
      <p className="mt-1 text-sm break-words text-quiet">
        To {mail.to}, <time dateTime={mail.at}>{formatMoment(mail.at)}</time>
      </p>
      {mail.html === null ? (
        <MailText text={mail.text} />
      ) : (
        <MailVersions text={mail.text} html={mail.html} subject={mail.subject} />
      )}
    </article>
  );
}
