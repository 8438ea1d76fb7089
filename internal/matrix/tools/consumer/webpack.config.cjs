const { join } = require("node:path");

module.exports = {
  mode: "production",
  target: "web",
  entry: "./program.mjs",
  output: { path: join(__dirname, "out"), filename: "webpack.cjs", library: { type: "commonjs2" } },
};
