import { Outbox } from "../accounts/outbox.tsx";
import { useBoot } from "../api/boot.tsx";
import { NotFound } from "../shell/not-found.tsx";
import { Page } from "../ui/page.tsx";

export default function OutboxPage() {
  if (!useBoot().outbox) return <NotFound />;
  return (
    <Page
      title="Outbox"
      lede={<p>No mail server is set, so mails are kept here instead of sent. Only this computer can read them.</p>}
    >
      <Outbox />
    </Page>
  );
}
