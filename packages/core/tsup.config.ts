import { library } from "../../tsup.base.ts";

export default library({ index: "src/index.ts", stream: "src/stream.ts", encode: "src/encode/index.ts" });
