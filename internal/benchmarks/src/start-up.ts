import { execFile } from "node:child_process";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { compressedSize } from "../../../scripts/sizes.ts";

const run = promisify(execFile);
const here = join(import.meta.dirname, "..");
const root = join(here, "../..");

type Kind = "ours" | "client" | "peer";

/** What a program imports to read an event stream. */
export interface Import {
  id: string;
  kind: Kind;
  specifier: string;
  /** The export that it uses; by itself in the bundle. */
  name: string;
}

const ours = (id: string, name: string): Import => ({ id, kind: "ours", specifier: id, name });
const client = (id: string, name: string): Import => ({ id: `${id} itself`, kind: "client", specifier: id, name });
const peer = (specifier: string, name: string, id = specifier): Import => ({ id, kind: "peer", specifier, name });

const clients = ["undici", "axios", "ky"];

export const imports: Import[] = [
  ours("@sse/core", "EventSource"),
  ...["@sse/fetch", "@sse/undici", "@sse/axios", "@sse/ky"].map((id) => ours(id, "connectSSE")),
  ...clients.map((id) => client(id, "default")),
  peer("eventsource-parser", "createParser"),
  peer("eventsource-client", "createEventSource"),
  peer("eventsource", "EventSource"),
  peer("undici", "EventSource", "undici's EventSource"),
  peer("launchdarkly-eventsource", "EventSource"),
  peer("@microsoft/fetch-event-source", "fetchEventSource"),
  peer("fetch-event-stream", "events"),
  peer("parse-sse", "parseServerSentEvents"),
  peer("@azure/core-sse", "createSseStream"),
  peer("@anthropic-ai/sdk/core/streaming", "Stream", "@anthropic-ai/sdk, its stream reader"),
  peer("openai/core/streaming", "_iterSSEMessages", "openai, its stream reader"),
];

/** Builds the packages of this repository: what is imported here is what is published. */
export async function build(): Promise<void> {
  const filters = imports.filter(({ kind }) => kind === "ours").map(({ specifier }) => `--filter=${specifier}`);
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
  await run(process.execPath, [join(root, "node_modules/turbo/bin/turbo"), "run", "build", ...filters], {
    cwd: root,
    env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
  });
}

const program = "const started = performance.now(); await import(process.argv[1]); console.log(performance.now() - started);";

/** Milliseconds from `import(…)` to the module, in a process that has imported nothing yet. */
export async function importTime(specifier: string): Promise<number> {
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program, specifier], { cwd: here });
  return Number(stdout);
}

/** What the first `import()` of a process takes by itself: that of a module with nothing in it. */
export const EMPTY = "data:text/javascript,";

/** Bytes that an import adds to a bundle, minified and gzipped, as `pnpm sizes` has them: without HTTP clients, and so nothing for what is part of one. */
export const bundleSize = async ({ specifier, name }: Import): Promise<number | undefined> =>
  clients.includes(specifier) ? undefined : compressedSize(`export { ${name} } from ${JSON.stringify(specifier)};`, here);
