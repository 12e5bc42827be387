import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Few files that many pages share, instead of dozens of tiny ones; the theme script must stay on its own. */
const SHARED = [
  { name: "vendor", test: /node_modules/ },
  { name: "common", test: /src\/web\/(api|ui(?!\/theme-before-paint))\// },
];

/** Two builds from one config: the browser's assets, and `render.js`, which paints pages on the server. */
export default defineConfig(({ isSsrBuild }) => ({
  root: here("./src/web"),
  publicDir: isSsrBuild ? false : here("./src/web/public"),
  plugins: [react(), tailwindcss()],
  clearScreen: false,
  logLevel: "warn",
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  ...(isSsrBuild ? { ssr: { noExternal: true as const } } : {}),
  build: {
    emptyOutDir: true,
    target: isSsrBuild ? "node24" : "es2022",
    outDir: here(isSsrBuild ? "./dist/web/ssr" : "./dist/web/client"),
    manifest: !isSsrBuild,
    // No inlined fonts or pictures: a file of its own is cached once and passes the content security policy.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { bundlerTimings: false }, // Only a slow machine's complaint.
      input: isSsrBuild
        ? { render: here("./src/web/entry-server.tsx") }
        : { app: here("./src/web/entry-client.tsx"), theme: here("./src/web/ui/theme-before-paint.ts") },
      output: isSsrBuild ? { entryFileNames: "[name].js" } : { codeSplitting: { groups: SHARED } },
    },
  },
}));
