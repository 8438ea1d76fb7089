export default { entry: ["program.mjs"], format: "cjs", outDir: "out/tsup", silent: true, noExternal: [/.*/], platform: "browser" };
