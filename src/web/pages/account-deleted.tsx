import { ButtonLink } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";

export default function AccountDeletedPage() {
  return (
    <Page
      title="Your account is deleted"
      lede={<p>Your data is erased, and nothing more is charged. Thank you for having been here.</p>}
    >
      <ButtonLink to="/">Go to the start page</ButtonLink>
    </Page>
  );
}
