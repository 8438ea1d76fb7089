import { testConformance } from "@sse/conformance/vitest";
import * as undici8 from "undici";
import * as undici7 from "undici7";
import { describe } from "vitest";
import { version } from "../package.json" with { type: "json" };
import { subject } from "./subject.ts";

// Version 7's types differ from version 8's in what does not matter here; its users compile against their own.
const versions: [string, typeof undici8][] = [
  ["undici 8", undici8],
  ["undici 7", undici7 as object as typeof undici8],
];

describe.each(versions)("%s", (name, { Agent, interceptors }) => {
  testConformance(subject(`@sse/undici on ${name}`, version, new Agent(), "refused"), { notClaimed: "omit" });

  const following = new Agent().compose(interceptors.redirect({ maxRedirections: 20 }));
  testConformance(subject(`@sse/undici on ${name} with its redirect interceptor`, version, following, "followed"), {
    categories: ["request", "response"],
    notClaimed: "omit",
  });
});
