import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";

export default {
  input: "program.mjs",
  output: { file: "out/rollup.cjs", format: "cjs", inlineDynamicImports: true },
  plugins: [resolve({ browser: true, exportConditions: ["browser"] }), commonjs()],
};
