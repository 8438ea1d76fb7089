// webpack's own command needs another package.
const webpack = require("webpack");
const config = require("./webpack.config.cjs");

webpack(config, (error, stats) => {
  if (!error && !stats.hasErrors() && !stats.hasWarnings()) return;
  console.error(error ?? stats.toString());
  process.exit(1);
});
