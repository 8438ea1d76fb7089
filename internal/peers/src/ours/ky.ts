import ky from "ky";
import ky1 from "ky1";
import { subject } from "../../../../packages/ky/test/subject.ts";
import { versionOf } from "../version.ts";

const version = (of: string): string => `${versionOf("@sse/ky")} (ky ${versionOf(of)})`;

export default [
  subject("@sse/ky", version("ky"), ky),
  // @ts-expect-error The adapter's types are ky 2's here; a project that has ky 1 has the types of that one only.
  subject("@sse/ky", version("ky1"), ky1),
];
