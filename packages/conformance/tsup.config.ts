import { library } from "../../tsup.base.ts";

export default library(
  {
    index: "src/index.ts",
    server: "src/server/index.ts",
    vitest: "src/vitest.ts",
    "node-test": "src/node-test.ts",
    cli: "src/cli/main.ts",
    "host-node": "src/host/node.ts",
    "host-portable": "src/host/portable.ts",
  },
  // The "imports" of package.json say which of the two hosts it is, for whoever runs or bundles the package.
  ["#host"],
);
