import { type Subject, subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/undici";
import { Agent, type Dispatcher, interceptors } from "undici";
import { Agent as Agent7, interceptors as interceptors7 } from "undici7";
import { versionOf } from "../version.ts";

const subject = (client: Dispatcher, installed: string, redirects: "followed" | "refused"): Subject =>
  subjectOf((...request) => connectSSE(client, ...request), {
    name: "@sse/undici",
    version: `${versionOf("@sse/undici")} (${installed})`,
    reconnect,
    policies: { redirects },
  });

const following = { maxRedirections: 20 };
const agent7 = new Agent7().compose(interceptors7.redirect(following));
const [version, version7] = [versionOf("undici"), versionOf("undici7")];

export default [
  subject(new Agent(), `undici ${version}`, "refused"),
  subject(new Agent().compose(interceptors.redirect(following)), `undici ${version}, redirect interceptor`, "followed"),
  // @ts-expect-error The adapter's types are undici 8's here; a project that has undici 7 has the types of that one only.
  subject(agent7, `undici ${version7}, redirect interceptor`, "followed"),
];
