import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWebHandler } from "./serve-web.ts";

let distDir: string;
let name = "First";

beforeAll(async () => {
  distDir = await mkdtemp(join(tmpdir(), "web-"));
  await mkdir(join(distDir, "client/assets"), { recursive: true });
  await mkdir(join(distDir, "client/.vite"), { recursive: true });
  await mkdir(join(distDir, "ssr"));
  await writeFile(join(distDir, "client/assets/app-1.js"), "let plain;");
  await writeFile(join(distDir, "client/assets/app-1.js.br"), "brotli");
  await writeFile(join(distDir, "client/assets/app-1.js.gz"), "gzip");
  await writeFile(join(distDir, "client/favicon.svg"), "<svg/>");
  await writeFile(join(distDir, "client/.vite/manifest.json"), "{}");
  await writeFile(
    join(distDir, "ssr/render.js"),
    `globalThis.paintings = 0;
     export const render = async ({ path, boot, answers }) => {
       globalThis.paintings += 1;
       return JSON.stringify({ path, boot, answers });
     };`,
  );
});
afterAll(() => rm(distDir, { recursive: true }));

function web() {
  return createWebHandler({
    distDir,
    boot: async () => ({ name }),
    answers: { "/docs/api": async () => ({ openapi: { info: {} } }) },
  });
}

it("gives hashed assets for good, in the best coding that was asked for", async () => {
  const app = web();
  const ask = (accept: string) => app.request("/assets/app-1.js", { headers: { "accept-encoding": accept } });
  const brotli = await ask("gzip, deflate, br");
  expect(await brotli.text()).toBe("brotli");
  expect(brotli.headers.get("content-encoding")).toBe("br");
  expect(brotli.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(brotli.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(await (await ask("br;q=0, gzip")).text()).toBe("gzip");
  expect(await (await ask("")).text()).toBe("let plain;");
});

it("opens nothing outside the list of files", async () => {
  const app = web();
  for (const path of ["/.vite/manifest.json", "/assets/../../ssr/render.js", "/assets/%2e%2e/%2e%2e/ssr/render.js"]) {
    expect((await app.request(path)).status, path).toBe(404);
  }
  expect((await app.request("/assets/gone.js")).status).toBe(404);
});

it("lets browsers keep public pages as long as they ask, and personal ones never", async () => {
  const app = web();
  const home = await app.request("/");
  expect(home.headers.get("cache-control")).toBe("no-cache");
  const etag = home.headers.get("etag") ?? "";
  expect((await app.request("/", { headers: { "if-none-match": etag } })).status).toBe(304);
  const account = await app.request("/account");
  expect(account.status).toBe(200);
  expect(account.headers.get("cache-control")).toBe("no-store");
  expect(account.headers.get("etag")).toBeNull();
});

it("paints a page once, and again when what it is told has changed", async () => {
  const app = web();
  const before = Reflect.get(globalThis, "paintings");
  await app.request("/sign-in");
  await app.request("/sign-in/");
  await app.request("/sign-in?next=/practice");
  expect(Reflect.get(globalThis, "paintings")).toBe(before + 1);
  name = "Second";
  expect(await (await app.request("/sign-in")).text()).toContain("Second");
  expect(Reflect.get(globalThis, "paintings")).toBe(before + 2);
});

it("paints the notice of a canceled checkout and the API reference without JavaScript", async () => {
  const app = web();
  expect(await (await app.request("/subscription?utm=1&canceled=true")).json()).toMatchObject({
    path: "/subscription?canceled=true",
  });
  expect(await (await app.request("/docs/api")).json()).toMatchObject({ answers: { openapi: { info: {} } } });
});

it("says 404 with a page for unknown addresses, however many there are, and leaves the API alone", async () => {
  const app = web();
  const before = Reflect.get(globalThis, "paintings");
  for (const path of ["/nowhere", "/wp-login.php", "/assetsx"]) {
    const answer = await app.request(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ path: "/not-found" });
  }
  expect(Reflect.get(globalThis, "paintings")).toBe(before + 1);
  expect(await (await app.request("/api/nowhere")).text()).toBe("404 Not Found");
});

it("allows inline styles where mails are shown, and nowhere else", async () => {
  const app = web();
  const policy = (await app.request("/outbox")).headers.get("content-security-policy");
  expect(policy).toContain("; style-src-attr 'unsafe-inline'");
  expect(policy).toContain("script-src 'self';");
  expect((await app.request("/account")).headers.get("content-security-policy")).toBeNull();
});

it("answers HEAD like GET and nothing that changes state", async () => {
  const app = web();
  const head = await app.request("/", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  for (const method of ["POST", "PUT", "DELETE"]) {
    expect((await app.request("/", { method })).status, method).toBe(404);
  }
});
