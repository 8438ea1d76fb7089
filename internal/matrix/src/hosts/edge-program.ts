/** Runs a cell's bundle in edge-runtime, in which Next.js runs middleware and routes of the edge: `node edge-program.ts BUNDLE ORDER`. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { installed } from "../runtimes.ts";
import { mark } from "./mark.ts";

/** What is used of edge-runtime, which only the project `runtimes` has. */
interface EdgeRuntimePackage {
  readonly EdgeRuntime: new (options: { initialCode: string }) => { evaluate<T>(code: string): T };
}

const [, , bundle = "", order = "{}"] = process.argv;
const { EdgeRuntime }: EdgeRuntimePackage = createRequire(join(installed, "package.json"))("edge-runtime");
const runtime = new EdgeRuntime({ initialCode: readFileSync(bundle, "utf8") });
const json = await runtime.evaluate<Promise<string>>(`runCell(${order}).then(JSON.stringify)`);
process.stdout.write(`\n${mark}${json}\n`, () => process.exit());
