import { subjectOf } from "@sse/conformance";
import { testConformance } from "@sse/conformance/vitest";
import got from "got";
import { connectSSE, reconnect } from "../src/index.ts";

const subject = subjectOf((...request) => connectSSE(got, ...request), { name: "sse-got", version: "1.0.0", reconnect });

// What the client does by itself, and no adapter can change. An entry fails its test as soon as its case passes.
const knownFailures = {
  "response/content-length-exceeded": "got throws away what it has received when Node reports the surplus",
  "response/gzip-without-its-trailer-is-complete": "got's gunzip demands the trailer",
  "response/raw-deflate-is-decompressed": "got's inflate demands the zlib header",
};

testConformance(subject, { knownFailures, notClaimed: "omit" });
