import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";

/** Where a page's own mistake ends: the frame around it stays. */
export function ErrorPage() {
  return (
    <Page
      title="This page broke"
      lede={
        <p>
          That is our mistake, not yours. What you saved before is safe, and nothing was charged by this. Reload the
          page to go on.
        </p>
      }
    >
      <Button look="next" onClick={() => location.reload()}>
        Reload the page
      </Button>
    </Page>
  );
}
