import { describe, expect, it } from "vitest";
import { showBytes } from "../src/bytes.ts";
import { describeFailure } from "../src/context.ts";
import { ConformanceFailure } from "../src/index.ts";
import { shorten } from "../src/shorten.ts";
import { subjectStack } from "../src/stack.ts";

const size = (text: string): number => new TextEncoder().encode(text).length;

describe("a value in a report", () => {
  it("is whole up to 1 KB", () => {
    expect(shorten("a".repeat(1_024))).toBe("a".repeat(1_024));
  });

  it.each(["a", "é", "漢", "😀", "\ud800"])("takes at most 1 KB: %j many times", (text) => {
    const long = text.repeat(300_000);
    const short = shorten(long);
    expect(size(short)).toBeLessThanOrEqual(1_024);
    expect(short).toContain(`${long.length} characters, FNV-1a `);
    expect(/\p{Cs}/u.test(short), "half a character").toBe(/\p{Cs}/u.test(text));
  });

  it("shows both ends, and by its hash that the middle differs", () => {
    const [one, other] = ["b", "c"].map((middle) => shorten(`first ${"a".repeat(5_000)}${middle}${"a".repeat(5_000)} last`));
    expect(one).toMatch(/^first a+ … \(10012 characters, FNV-1a [0-9a-f]{8}\) … a+ last$/);
    expect(one).not.toBe(other);
  });

  it("shows a few chunks whole", () => {
    expect(showBytes([Uint8Array.of(0xef, 0x41, 0x0a), Uint8Array.of(0x22)])).toBe('"\\xefA\\n" "\\""');
    expect(showBytes([])).toBe("none");
  });

  it.each([
    ["one long chunk", [new Uint8Array(2_000_000).fill(0xff)]],
    ["many chunks of a byte", Array.from({ length: 100_000 }, () => Uint8Array.of(0))],
    ["many empty chunks", Array.from({ length: 5_000 }, () => new Uint8Array())],
  ])("takes at most 1 KB: %s", (_, chunks) => {
    const shown = showBytes(chunks);
    expect(size(shown)).toBeLessThanOrEqual(1_024);
    expect(shown).toContain(` bytes in ${chunks.length} chunk`);
  });

  it("is short in a failure, whichever value is long", () => {
    const long = "x".repeat(20_000_000);
    const failure = describeFailure(new ConformanceFailure(long, { expected: long, got: { long }, chunks: [new Uint8Array(1_000_000)] }));
    expect(
      Object.values(failure)
        .map(size)
        .filter((bytes) => bytes > 1_024),
    ).toEqual([]);
    expect(Object.keys(failure)).toEqual(["message", "expected", "got", "bytes"]);
    expect(size(describeFailure(new Error(long)).message)).toBeLessThanOrEqual(1_024);
  });
});

describe("a stack in a report", () => {
  it("has the subject's frames, and not the suite's or the runtime's", () => {
    const own = new Error().stack?.split("\n")[1] ?? "";
    const suite = own.replaceAll("/test/shorten.test.ts", "/src/session.ts");
    const stack = [
      "Error: a",
      "    at read (/home/me/client.js:1:2)",
      suite,
      "    at process.processTicks (node:internal/process:1:2)",
    ].join("\n");
    expect(subjectStack(stack)).toBe("Error: a\n    at read (/home/me/client.js:1:2)");
  });

  it("is kept where nothing else is left", () => {
    expect(subjectStack("Error: a\n    at run (node:internal/process:1:2)")).toBe("Error: a\n    at run (node:internal/process:1:2)");
  });
});
