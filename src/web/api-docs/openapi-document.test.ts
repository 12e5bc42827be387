import { expect, it } from "vitest";
import { groupByTag, listExamples, listFields, listOperations, type OpenApi } from "./openapi-document.ts";

const document: OpenApi = {
  paths: {
    "/api/plans/{planId}": { get: { summary: "One plan", responses: {} } },
    "/api/plans": { post: { responses: {} }, get: { responses: {} } },
  },
  components: {
    schemas: {
      PlanId: { type: "string", enum: ["weekly", "one-time"], description: "Which plan.", example: "weekly" },
      Plan: { type: "object", properties: { planId: { $ref: "#/components/schemas/PlanId" } }, required: ["planId"] },
      List: {
        type: "object",
        properties: {
          plans: { type: "array", items: { $ref: "#/components/schemas/Plan" } },
          until: { type: ["string", "null"], format: "date-time" },
          own: { anyOf: [{ $ref: "#/components/schemas/PlanId" }, { type: "null" }] },
        },
      },
    },
  },
};

it("lists every operation under an id that works in an address", () => {
  expect(listOperations(document).map(({ method, path, id }) => [method, path, id])).toEqual([
    ["GET", "/api/plans/{planId}", "get-api-plans-planId"],
    ["GET", "/api/plans", "get-api-plans"],
    ["POST", "/api/plans", "post-api-plans"],
  ]);
});

it("follows references into lists and through null", () => {
  const rows = listFields(document, { $ref: "#/components/schemas/List" });
  expect(rows.map(({ name, type, required }) => [name, type, required])).toEqual([
    ["plans", "list of object", false],
    ["plans[].planId", '"weekly" | "one-time"', true],
    ["until", "string (date-time) | null", false],
    ["own", '"weekly" | "one-time" | null', false],
  ]);
  expect(rows[1]).toMatchObject({ description: "Which plan.", example: "weekly" });
});

it("shows named examples, or one made of the schema's own", () => {
  const named = { content: { "application/json": { examples: { a: { summary: "blank", value: { error: "No" } } } } } };
  const plain = { content: { "application/json": { schema: { $ref: "#/components/schemas/Plan" } } } };
  expect(listExamples(document, "400", named)).toEqual([{ summary: "blank", value: { error: "No" } }]);
  expect(listExamples(document, "200", plain)).toEqual([{ summary: "", value: { planId: "weekly" } }]);
  expect(listExamples(document, "404", plain)).toEqual([]);
});

it("puts the webhook and access right after the checkout", () => {
  const paths = ["/api/plans", "/api/access", "/api/session", "/api/webhooks/stripe"];
  const operations = listOperations({
    paths: Object.fromEntries(
      paths.map((path) => [path, { get: { tags: [path === "/api/session" ? "Accounts" : "Billing"], responses: {} } }]),
    ),
  });
  const groups = groupByTag({ tags: [{ name: "Billing" }, { name: "Empty" }, { name: "Accounts" }] }, operations);
  expect(groups.map(([tag, list]) => [tag, list.map(({ path }) => path)])).toEqual([
    ["Billing", ["/api/webhooks/stripe", "/api/access", "/api/plans"]],
    ["Accounts", ["/api/session"]],
  ]);
});
