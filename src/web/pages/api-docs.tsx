import { ApiDocs } from "../api-docs/api-docs.tsx";
import { Page } from "../ui/page.tsx";

export default function ApiDocsPage() {
  return (
    <Page
      width="wide"
      title="API"
      lede={<p>Everything that these pages do goes through this API. There is no second, private way in.</p>}
    >
      <ApiDocs />
    </Page>
  );
}
