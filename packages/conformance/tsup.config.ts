import { library } from "../../tsup.base.ts";

export default library({
  index: "src/index.ts",
  server: "src/server/index.ts",
  vitest: "src/vitest.ts",
  "node-test": "src/node-test.ts",
  cli: "src/cli/main.ts",
});
