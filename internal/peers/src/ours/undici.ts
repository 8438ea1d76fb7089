import { Agent, interceptors } from "undici";
import { Agent as Agent7, interceptors as interceptors7 } from "undici7";
import { subject } from "../../../../packages/undici/test/subject.ts";
import { versionOf } from "../version.ts";

const following = { maxRedirections: 20 };
const agent7 = new Agent7().compose(interceptors7.redirect(following));
const version = (of: string, how = ""): string => `${versionOf("@sse/undici")} (undici ${versionOf(of)}${how})`;

export default [
  subject("@sse/undici", version("undici"), new Agent(), "refused"),
  subject("@sse/undici", version("undici", ", redirect interceptor"), new Agent().compose(interceptors.redirect(following)), "followed"),
  // @ts-expect-error The adapter's types are undici 8's here; a project that has undici 7 has the types of that one only.
  subject("@sse/undici", version("undici7", ", redirect interceptor"), agent7, "followed"),
];
