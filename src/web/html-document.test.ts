import { expect, it } from "vitest";
import { type AssetManifest, assetsOf, htmlDocument } from "./html-document.ts";

const manifest: AssetManifest = {
  "entry-client.tsx": { file: "assets/app.js", isEntry: true, imports: ["_vendor.js"] },
  "ui/theme-before-paint.ts": { file: "assets/theme.js", isEntry: true },
  "_vendor.js": { file: "assets/vendor.js" },
  "pages/home.tsx": { file: "assets/home.js", imports: ["_vendor.js", "_prices.js"] },
  "_prices.js": { file: "assets/prices.js" },
  "style.css": { file: "assets/style.css" },
};
const page = (data: Record<string, unknown>, title = "Plans") =>
  htmlDocument({ title, description: "d", assets: assetsOf(manifest, "pages/home.tsx"), body: "<p>x</p>", data });

it("asks at once for everything that the page's script imports", () => {
  const html = page({});
  for (const file of ["vendor.js", "home.js", "prices.js"]) {
    expect(html).toContain(`<link rel="modulepreload" href="/assets/${file}">`);
  }
  expect(html.match(/modulepreload/g)).toHaveLength(3);
});

it("cannot be broken out of by a name or by data", () => {
  const html = page({ boot: { appName: "</script><script>alert(1)</script><!--" } }, "</title><script>");
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("<!--");
  expect(html).toContain("<title>&lt;/title&gt;&lt;script&gt;</title>");
  const embedded = /<script type="application\/json" id="boot">(.*?)<\/script>/.exec(html)?.[1] ?? "";
  expect(JSON.parse(embedded)).toEqual({ appName: "</script><script>alert(1)</script><!--" });
});

it("passes the content security policy: no inline script, no inline style", () => {
  const html = page({ boot: {} });
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  for (const tag of html.match(/<script[^>]*>/g) ?? []) expect(tag).toMatch(/src="\/assets\/|type="application\/json"/);
});
