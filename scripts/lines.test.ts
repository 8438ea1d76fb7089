import { describe, expect, it } from "vitest";
import { documentsWithLines, linesOf, pairs } from "./lines.ts";

describe("the programs in examples/compared", () => {
  it.each(pairs())("$name is shorter with this library: $ours lines, $theirs on eventsource-parser", ({ ours, theirs }) => {
    expect(ours).toBeGreaterThan(5);
    expect(ours).toBeLessThan(theirs);
  });

  it("are in the table, with the lines that they have", () => {
    const documents = documentsWithLines();
    expect(documents.map(({ file }) => file)).toEqual(["examples/README.md"]);
    expect(documents.filter(({ stale }) => stale).map(({ file }) => `${file} is stale: run \`node scripts/lines.ts\``)).toEqual([]);
  });

  it("are counted without blank lines and comments", () => {
    expect(linesOf("// a\n\n/** b\n * c\n */\nconst d = 1; // e\n  // f\nd();\n")).toBe(2);
  });
});
