import { InlineCode } from "../ui/inline-code.tsx";
import {
  type Answer,
  type FieldRow,
  listExamples,
  listFields,
  type OpenApi,
  type Operation,
  typeName,
} from "./openapi-document.ts";

/** Parameters, body and answers of one operation, all of it read from the document. */
export function OperationReference({ document, operation }: { document: OpenApi; operation: Operation }) {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const parameters = (operation.parameters ?? []).map((parameter) => ({
    name: parameter.name,
    type: `${typeName(document, parameter.schema ?? {})}, in ${parameter.in}`,
    required: parameter.required ?? false,
    description: parameter.description ?? parameter.schema?.description ?? "",
    example: parameter.schema?.example,
  }));
  return (
    <div className="space-y-6">
      <Fields title="Parameters" rows={parameters} />
      <Fields title="Body" rows={listFields(document, body)} />
      <Answers document={document} operation={operation} />
    </div>
  );
}

function Fields({ title, rows }: { title: string; rows: FieldRow[] }) {
  if (rows.length === 0) return null;
  return (
    <div>
      <p className="font-semibold">{title}</p>
      <dl className="mt-1 divide-y divide-rule">
        {rows.map((row) => (
          <div key={row.name} className="py-2">
            <dt className="flex flex-wrap items-baseline gap-x-3">
              <code className="font-semibold wrap-anywhere">{row.name}</code>
              <code className="text-quiet">{row.type}</code>
              <span className="text-sm text-quiet">{row.required ? "required" : "optional"}</span>
            </dt>
            {row.description ? (
              <dd>
                <InlineCode text={row.description} />
              </dd>
            ) : null}
            {row.example === undefined ? null : (
              <dd className="text-sm text-quiet">
                For example <code className="wrap-anywhere">{JSON.stringify(row.example)}</code>
              </dd>
            )}
          </div>
        ))}
      </dl>
    </div>
  );
}

function Answers({ document, operation }: { document: OpenApi; operation: Operation }) {
  return (
    <div>
      <p className="font-semibold">Answers</p>
      <dl className="mt-1 divide-y divide-rule">
        {Object.entries(operation.responses ?? {}).map(([status, answer]) => (
          <AnswerRow key={status} status={status} answer={answer} document={document} />
        ))}
      </dl>
    </div>
  );
}

function AnswerRow({ status, answer, document }: { status: string; answer: Answer; document: OpenApi }) {
  const schema = Object.values(answer.content ?? {})[0]?.schema;
  const fields = status.startsWith("2") ? listFields(document, schema) : [];
  const examples = listExamples(document, status, answer);
  return (
    <div className="grid gap-x-4 py-2 sm:grid-cols-[3.5rem_1fr]">
      <dt className="font-semibold tabular-nums">{status}</dt>
      <dd className="min-w-0">
        {answer.description ? (
          <p>
            <InlineCode text={answer.description} />
          </p>
        ) : null}
        {fields.length > 0 ? (
          <ul className="text-sm text-quiet">
            {fields.map((field) => (
              <li key={field.name}>
                <code className="wrap-anywhere text-ink">{field.name}</code> <code>{field.type}</code>
                {field.description ? <InlineCode text={` ${field.description}`} /> : null}
              </li>
            ))}
          </ul>
        ) : null}
        {examples.length > 0 ? (
          <ul>
            {examples.map(({ summary, value }) => (
              <li key={summary + JSON.stringify(value)} className="mt-1">
                <code className="break-words">{JSON.stringify(value)}</code>
                {summary ? <span className="text-quiet"> {summary}</span> : null}
              </li>
            ))}
          </ul>
        ) : null}
      </dd>
    </div>
  );
}
