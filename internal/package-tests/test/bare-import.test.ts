import { describe, expect, it } from "vitest";
import { BareRealm } from "../src/bare-import.ts";
import { published } from "../src/published.ts";

it("the realm has no global that only a platform has", () => {
  expect(new BareRealm().globals).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(URL|process|TextEncoder|AbortController|setTimeout)$/)]),
  );
});

describe.each(published)("$name can be imported where the platform's globals are missing", ({ name, manifest }) => {
  const entries = Object.keys(manifest.exports).filter((path) => !path.endsWith(".json"));

  it.each(entries)("%s", (path) => {
    expect(new BareRealm().require(`${name}${path.slice(1)}`)).toBeDefined();
  });
});
