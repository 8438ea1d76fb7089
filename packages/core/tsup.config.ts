import { library } from "../../tsup.base.ts";

export default library({
  index: "src/index.ts",
  compose: "src/compose/index.ts",
  encode: "src/encode/index.ts",
  guard: "src/guard/index.ts",
  log: "src/log.ts",
  page: "src/page.ts",
  protocols: "src/protocols/index.ts",
  stream: "src/stream.ts",
  typed: "src/typed/index.ts",
});
