/**
 * A consumer process, to be killed: `node consumer.ts <adapter> <url> <folder>`. Its work is to append each number to a journal; its
 * position is in a file beside that.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { reconnect } from "@sse/core";
import { fileStore } from "../../../../examples/stores/file-store.ts";
import { adapters } from "./adapters.ts";

const [name, url = "", folder = ""] = process.argv.slice(2);
const adapter = adapters().find((it) => it.name === name);
if (!adapter) throw new Error(`expected the name of an adapter, got ${name}`);

process.on("disconnect", () => process.exit());
process.send?.("ready");
for await (const { data } of reconnect(adapter.connect(url), {
  store: fileStore(join(folder, "position")),
  initialDelay: 100,
  minDelay: 50,
})) {
  appendFileSync(join(folder, "journal"), `${data}\n`);
}
appendFileSync(join(folder, "journal"), "end\n");
