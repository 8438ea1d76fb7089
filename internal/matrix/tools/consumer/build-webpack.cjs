// `node build-webpack.cjs ENTRY OUTPUT`: webpack's own command needs another package.
const { join } = require("node:path");
const webpack = require("webpack");

const [, , entry, filename] = process.argv;
const config = {
  mode: "production",
  target: "web",
  entry,
  output: { path: join(__dirname, "out"), filename, library: { type: "commonjs2" } },
  performance: false, // the suite is larger than a page should be
};

webpack(config, (error, stats) => {
  if (!error && !stats.hasErrors() && !stats.hasWarnings()) return;
  console.error(error ?? stats.toString());
  process.exit(1);
});
