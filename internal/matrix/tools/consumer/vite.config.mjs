export default {
  logLevel: "warn",
  build: { outDir: "out/vite", lib: { entry: "program.mjs", formats: ["cjs"], fileName: () => "vite.cjs" } },
};
