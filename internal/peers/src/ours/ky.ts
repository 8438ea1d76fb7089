import { type Subject, subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/ky";
import ky from "ky";
import ky1 from "ky1";
import { versionOf } from "../version.ts";

const subject = (client: typeof ky, installedAs: string): Subject =>
  subjectOf((...request) => connectSSE(client, ...request), {
    name: "@sse/ky",
    version: `${versionOf("@sse/ky")} (ky ${versionOf(installedAs)})`,
    reconnect,
  });

export default [
  subject(ky, "ky"),
  // @ts-expect-error The adapter's types are ky 2's here; a project that has ky 1 has the types of that one only.
  subject(ky1, "ky1"),
];
