import { ButtonLink } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";

export function NotFound() {
  return (
    <Page title="There is no page here" lede={<p>The address may be mistyped, or the page has moved.</p>}>
      <ButtonLink to="/" look="next">
        Go to the start page
      </ButtonLink>
    </Page>
  );
}
