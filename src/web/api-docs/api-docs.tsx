import { useBoot } from "../api/boot.tsx";
import { explainError } from "../api/explain-error.ts";
import { useOpenApi } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { InlineCode } from "../ui/inline-code.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { CHECKOUT_PATH } from "./checkout-examples.ts";
import { CheckoutReference } from "./checkout-reference.tsx";
import { findOperation, groupByTag, listOperations, type OpenApi, type Operation } from "./openapi-document.ts";
import { OperationReference } from "./operation-reference.tsx";

/** First page: the checkout. Then every other call, as the document lists it. */
export function ApiDocs() {
  const { sandbox } = useBoot();
  const { data, error, refetch } = useOpenApi();
  const origin = useHydrated() ? location.origin : "https://your-domain.com";
  const document = (data ?? {}) as OpenApi;
  const operations = listOperations(document);
  const checkout = findOperation(operations, "POST", CHECKOUT_PATH);
  const groups = groupByTag(
    document,
    operations.filter((operation) => operation !== checkout),
  );
  return (
    <div className="grid gap-x-14 gap-y-8 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <Contents groups={groups} sandbox={sandbox} />
      <div className="min-w-0 space-y-14">
        <CheckoutReference document={document} operation={checkout} sandbox={sandbox} origin={origin} />
        {data ? null : error ? (
          <div className="space-y-3">
            <ErrorNotice title="The reference did not load" {...explainError(error)} />
            <Button onClick={() => refetch()}>Try again</Button>
          </div>
        ) : (
          <Loading what="Loading the reference" />
        )}
        {groups.map(([tag, list]) => (
          <section key={tag} aria-labelledby={tagId(tag)}>
            <h2 id={tagId(tag)} tabIndex={-1}>
              {tag}
            </h2>
            <p className="mt-1 text-quiet">{document.tags?.find(({ name }) => name === tag)?.description}</p>
            <div className="mt-3 divide-y divide-rule border-y border-rule">
              {list.map((operation) => (
                <OperationDetails key={operation.id} document={document} operation={operation} />
              ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}

function OperationDetails({ document, operation }: { document: OpenApi; operation: Operation }) {
  return (
    <details id={operation.id} className="group">
      <summary className="flex min-h-11 flex-wrap items-baseline gap-x-3 py-2.5">
        <span aria-hidden="true" className="w-3 text-quiet transition-transform duration-150 group-open:rotate-90">
          ›
        </span>
        <code className="font-semibold">{operation.method}</code>
        <code className="wrap-anywhere">{operation.path}</code>
        <span className="text-quiet">{operation.summary}</span>
      </summary>
      <div className="pb-6 pl-6">
        {operation.description ? (
          <p className="reading mb-4 whitespace-pre-line">
            <InlineCode text={operation.description} />
          </p>
        ) : null}
        <OperationReference document={document} operation={operation} />
      </div>
    </details>
  );
}

function Contents({ groups, sandbox }: { groups: [string, Operation[]][]; sandbox: boolean }) {
  const entries: [id: string, text: string][] = [
    ["checkout", "Create a checkout session"],
    ...(sandbox ? [["try", "Try it"] as [string, string]] : []),
    ["prices", "Plans and prices"],
    ["flow", "How a purchase goes"],
    ["integration", "Notes for integrators"],
    ...groups.map(([tag]): [string, string] => [tagId(tag), tag]),
  ];
  return (
    <nav aria-label="On this page" className="lg:sticky lg:top-6 lg:self-start">
      <ul className="space-y-1">
        {entries.map(([id, text]) => (
          <li key={id}>
            <a href={`#${id}`} className="inline-flex min-h-8 items-center">
              {text}
            </a>
          </li>
        ))}
      </ul>
      <p className="mt-4 text-sm text-quiet">
        For machines: <a href="/api/openapi.json">openapi.json</a>
      </p>
    </nav>
  );
}

function tagId(tag: string): string {
  return `tag-${tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
}
