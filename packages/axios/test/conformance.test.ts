import { testConformance } from "@sse/conformance/vitest";
import axios from "axios";
import { describe } from "vitest";
import { version } from "../package.json" with { type: "json" };
import { subject } from "./subject.ts";

describe.each(["http", "fetch"])("the %s adapter", (adapter) => {
  testConformance(subject(`@sse/axios, ${adapter} adapter`, version, axios.create({ adapter })), { notClaimed: "omit" });
});
