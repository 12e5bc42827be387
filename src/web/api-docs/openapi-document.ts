/** The parts of an OpenAPI 3.1 document that the reference shows. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  example?: unknown;
  examples?: unknown;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
}
interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { summary?: string; description?: string; value?: unknown }>;
}
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}
export interface Answer {
  description?: string;
  headers?: Record<string, { description?: string }>;
  content?: Record<string, Media>;
}
interface OperationObject {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, Media> };
  responses?: Record<string, Answer>;
}
export interface OpenApi {
  info?: { title?: string; version?: string };
  tags?: { name: string; description?: string }[];
  paths?: Record<string, Record<string, OperationObject>>;
  components?: { schemas?: Record<string, Schema> };
}
export interface Operation extends OperationObject {
  method: string;
  path: string;
  /** For links within the page. */
  id: string;
}

const METHODS = ["get", "post", "put", "patch", "delete"];

export function listOperations(document: OpenApi): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      const id = `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, "-")}`.replace(/-$/, "");
      return operation ? [{ ...operation, method: method.toUpperCase(), path, id }] : [];
    }),
  );
}

export function findOperation(operations: Operation[], method: string, path: string): Operation | undefined {
  return operations.find((operation) => operation.method === method && operation.path === path);
}

/** What an integrator needs right after the checkout. */
const FIRST_PATHS = ["/api/webhooks/stripe", "/api/access"];

/** Operations under their first tag, tags in the document's own order. */
export function groupByTag(document: OpenApi, operations: Operation[]): [tag: string, operations: Operation[]][] {
  const groups = new Map<string, Operation[]>((document.tags ?? []).map(({ name }) => [name, []]));
  for (const operation of operations) {
    const tag = operation.tags?.[0] ?? "More";
    groups.set(tag, [...(groups.get(tag) ?? []), operation]);
  }
  const rank = ({ path }: Operation) => (FIRST_PATHS.includes(path) ? FIRST_PATHS.indexOf(path) : FIRST_PATHS.length);
  return [...groups]
    .filter(([, list]) => list.length > 0)
    .map(([tag, list]) => [tag, list.toSorted((a, b) => rank(a) - rank(b))]);
}

export function resolve(document: OpenApi, schema: Schema | undefined): Schema {
  if (!schema) return {};
  const name = schema.$ref?.split("/").at(-1);
  if (!name) return schema.allOf?.length === 1 ? { ...resolve(document, schema.allOf[0]), ...schema } : schema;
  const { $ref, ...beside } = schema;
  return { ...document.components?.schemas?.[name], ...beside };
}

export interface FieldRow {
  name: string;
  type: string;
  required: boolean;
  description: string;
  example: unknown;
}

/** An object's properties as rows, nested ones as "access.granted" and "plans[].planId". */
export function listFields(document: OpenApi, schema: Schema | undefined, prefix = "", depth = 0): FieldRow[] {
  const { properties = {}, required = [] } = resolve(document, schema);
  if (depth > 3) return [];
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = resolve(document, property);
    const row = {
      name: prefix + name,
      type: typeName(document, field),
      required: required.includes(name),
      description: field.description ?? "",
      example: field.example ?? (Array.isArray(field.examples) ? field.examples[0] : undefined),
    };
    const inside = field.items
      ? listFields(document, field.items, `${prefix}${name}[].`, depth + 1)
      : listFields(document, withoutNull(document, field), `${prefix}${name}.`, depth + 1);
    return [row, ...inside];
  });
}

export function typeName(document: OpenApi, schema: Schema): string {
  const field = resolve(document, schema);
  if (field.enum) return field.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (field.const !== undefined) return JSON.stringify(field.const);
  const either = field.anyOf ?? field.oneOf;
  if (either) return either.map((one) => typeName(document, one)).join(" | ");
  if (field.items) return `list of ${typeName(document, field.items)}`;
  const types = Array.isArray(field.type) ? field.type : [field.type ?? "any"];
  return types.map((type) => (field.format && type !== "null" ? `${type} (${field.format})` : type)).join(" | ");
}

function withoutNull(document: OpenApi, schema: Schema): Schema {
  const either = schema.anyOf ?? schema.oneOf;
  return either?.map((one) => resolve(document, one)).find((one) => one.type !== "null") ?? schema;
}

export interface Example {
  summary: string;
  value: unknown;
}

/**
 * What an answer looks like: its named examples, or the one that its schema's examples add up to. A refusal shows only
 * examples of its own: all refusals share one schema, whose example would be wrong for most of them.
 */
export function listExamples(document: OpenApi, status: string, answer: Answer): Example[] {
  const media = Object.values(answer.content ?? {})[0];
  if (!media) return [];
  if (media.examples) {
    return Object.values(media.examples).map(({ summary, description, value }) => ({
      summary: summary ?? description ?? "",
      value,
    }));
  }
  const value = media.example ?? (status.startsWith("2") ? exampleOf(document, media.schema) : undefined);
  return value === undefined ? [] : [{ summary: "", value }];
}

function exampleOf(document: OpenApi, schema: Schema | undefined): unknown {
  const given = resolve(document, schema);
  if (given.example !== undefined) return given.example;
  const fields = Object.entries(given.properties ?? {}).map(([name, field]) => [name, exampleOf(document, field)]);
  return fields.length > 0 && fields.every(([, value]) => value !== undefined) ? Object.fromEntries(fields) : undefined;
}
