import { defineConfig } from "tsup";

/** The demo alone is built: it runs on Node 20, which cannot run TypeScript. */
export default defineConfig({ entry: { demo: "demo/main.ts" }, format: "esm", target: "es2022", clean: true });
