import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type ConnectInit, type Connection, pushConnection, type Subject, type SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";

/** What the binding uses of the client that is generated. */
interface SseOptions {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly serializedBody?: string;
  readonly signal: AbortSignal;
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly sseMaxRetryAttempts?: number;
  onSseEvent(event: { readonly data?: unknown; readonly event?: string; readonly id?: string }): void;
  onSseError(error: unknown): void;
}
interface Generated {
  createSseClient(options: SseOptions): { readonly stream: AsyncGenerator<unknown, void> };
}

// The file that it writes into every client. It is TypeScript, which Node.js doesn't run from this folder.
const file = new URL("../../node_modules/@hey-api/openapi-ts/dist/clients/core/serverSentEvents.ts", import.meta.url);
const code = stripTypeScriptTypes(readFileSync(file, "utf8"));
const { createSseClient }: Generated = await import(`data:text/javascript,${encodeURIComponent(code)}`);

function open(url: string, { method, headers, body }: ConnectInit, given?: SseOptions["fetch"]): Promise<Connection> {
  return pushConnection(({ open, event, end, fail }) => {
    const leaving = new AbortController();
    const { stream } = createSseClient({
      url,
      ...(method !== undefined && { method }),
      ...(headers && { headers }),
      ...(body !== undefined && { serializedBody: body }),
      signal: leaving.signal,
      async fetch(request) {
        const response = await (given ?? fetch)(request);
        open();
        return response;
      },
      sseMaxRetryAttempts: 1,
      onSseEvent({ data, event: type = "message", id = "" }) {
        // JSON is parsed, and everything else stays text.
        if (data !== undefined) event({ event: type, data: typeof data === "string" ? data : JSON.stringify(data), id });
      },
      onSseError: fail,
    });
    const read = async (): Promise<void> => {
      for await (const _ of stream) if (leaving.signal.aborted) break;
    };
    read().then(end, fail);
    return () => leaving.abort();
  });
}

const subject: Subject = {
  name: "@hey-api/openapi-ts (generated client)",
  version: versionOf("@hey-api/openapi-ts"),
  capabilities: ["event-type", "event-id", "method", "headers", "body"],
  policies: { redirects: "followed", compression: "decompressed", noContent: "throws" },
  async *read(body, init): AsyncGenerator<SubjectEvent> {
    yield* await open("http://example.test/", init, async () => new Response(body));
  },
  connect: (url, init) => open(url, init),
};

export default subject;
