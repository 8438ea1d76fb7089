import { testConformance } from "@sse/conformance/vitest";
import ky2 from "ky";
import ky1 from "ky1";
import { describe } from "vitest";
import { version } from "../package.json" with { type: "json" };
import { subject } from "./subject.ts";

// Version 1's types differ from version 2's in what does not matter here; its users compile against their own.
const versions: [string, typeof ky2][] = [
  ["ky 2", ky2],
  ["ky 1", ky1 as object as typeof ky2],
];

describe.each(versions)("%s", (name, ky) => {
  testConformance(subject(`@sse/ky on ${name}`, version, ky), { notClaimed: "omit" });
});
