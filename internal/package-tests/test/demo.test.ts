import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodes } from "../src/consumer.ts";
import { packagesFolder } from "../src/published.ts";
import { run } from "../src/run.ts";

const examples = join(packagesFolder, "..", "examples");

// `npm start` brings its own Node on Linux; elsewhere it runs on the one that is there.
describe.for([...nodes])("the demo, as it is built, on Node %s", ([_, node]) => {
  it("shows the events of all four clients, and ends by itself", async () => {
    expect(existsSync(join(examples, "dist", "demo.js"))).toBe(true);
    const output = await run(node, [join("dist", "demo.js")], examples);
    for (const client of ["fetch", "undici", "axios", "ky"]) expect(output).toMatch(new RegExp(`  ${client} +live +#5 `));
    expect(output).toMatch(/Streams still open on the server: 0\n$/);
  });
});
