import { whenRejected } from "./callback.ts";
import type { ServerSentEvent } from "./event.ts";
import { entriesOf, type GivenHeaders } from "./headers.ts";
import { reasonOf, redact } from "./redact.ts";
import { warnOnce } from "./warn.ts";

/** Which stream a hook is called for. */
export interface TracedStream {
  /** The stream's number in this process, counted from 1. */
  readonly id: number;
  /** The method and the URL, without query and credentials; `""` for a response that the caller had already. */
  readonly label: string;
}

/** What each hook of a {@link Trace} is called with. Credentials in headers are masked, and URLs come without query. */
export interface TracePayloads {
  /** Before a request is sent. */
  readonly request: { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string>> };
  /** When the response's headers have arrived. */
  readonly response: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  /** Each chunk of the body as the client delivers it, inflated. */
  readonly chunk: Uint8Array | string;
  /** Each event when it is decoded, before the consumer asks for it. */
  readonly event: ServerSentEvent;
  /** Each comment's text. */
  readonly comment: string;
  /** Once, at the end of the stream, or of a request without a response. */
  readonly end: {
    /** `"end"` by the server, `"complete"` with the terminal event, `"closed"` by the consumer, `"failed"` with an error, an abort included. */
    readonly reason: "end" | "complete" | "closed" | "failed";
    /** With `"failed"`, what the consumer sees. */
    readonly error?: unknown;
  };
}

/** Hooks that see a stream on the wire. They are called at once and can't change anything: what they throw becomes a warning. */
export type Trace = {
  [Name in keyof TracePayloads]?: ((payload: TracePayloads[Name], stream: TracedStream) => void) | null | undefined;
};

let lastId = 0;

type Listener = <Name extends keyof TracePayloads>(name: Name, payload: TracePayloads[Name], stream: TracedStream) => void;

/** Calls all hooks of one stream: those of `trace`, diagnostics channels, and `NODE_DEBUG`. */
export class Tracer {
  readonly #listeners: readonly Listener[];
  readonly #stream: TracedStream;

  private constructor(listeners: readonly Listener[], label: string) {
    this.#listeners = listeners;
    this.#stream = { id: ++lastId, label };
  }

  /** `undefined` if nothing listens, so that tracing costs other streams nothing. */
  static of(trace: Trace | null | undefined, label: string): Tracer | undefined {
    const listeners = ambientListeners();
    if (trace) listeners.unshift((name, payload, stream) => trace[name]?.(payload, stream));
    return listeners.length > 0 ? new Tracer(listeners, label) : undefined;
  }

  emit<Name extends keyof TracePayloads>(name: Name, payload: TracePayloads[Name]): void {
    const onError = (error: unknown): void => warnOnce(`The trace hook ${name} threw: ${reasonOf(error)}`);
    for (const listener of this.#listeners) {
      try {
        whenRejected(listener(name, payload, this.#stream), onError);
      } catch (error) {
        onError(error);
      }
    }
  }
}

/** Headers as hooks see them: names in lower case, and `***` as the value of every header that may hold a secret. */
export function maskedHeaders(headers: GivenHeaders): Record<string, string> {
  const masked = (name: string, value: string): string => (SECRET.test(name) || SCHEME.test(value) ? "***" : redact(value));
  return Object.fromEntries([...entriesOf(headers)].map(([name, value]) => [name.toLowerCase(), masked(name, String(value))]));
}

const SECRET = /auth|cookie|credential|jwt|key|passw|pwd|secret|session|signature|token/i;

/** Credentials under a name of the API's own. https://www.rfc-editor.org/rfc/rfc9110#section-11.4 */
const SCHEME = /^\s*(basic|bearer|digest|negotiate|ntlm)\s/i;

/** The part of Node's `process` that is used, so that core needs no `node:` types. Deno and Bun have it as well. */
interface ProcessLike {
  getBuiltinModule?(id: string): DiagnosticsChannelModule | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

interface DiagnosticsChannelModule {
  channel(name: string): { readonly hasSubscribers: boolean; publish(message: unknown): void };
}

const NAMES = ["request", "response", "chunk", "event", "comment", "end"] as const;

/** Hooks that no caller has to pass: subscribers of the channels `sse:request`, `sse:response`, …, and `NODE_DEBUG=sse`. */
function ambientListeners(): Listener[] {
  const { process } = globalThis as { process?: ProcessLike };
  const listeners: Listener[] = [];
  try {
    const channels = process?.getBuiltinModule?.("node:diagnostics_channel");
    if (channels && NAMES.some((name) => channels.channel(`sse:${name}`).hasSubscribers)) {
      listeners.push((name, payload, stream) => channels.channel(`sse:${name}`).publish({ [name]: payload, stream }));
    }
    if (/\bsse\b/i.test(process?.env?.NODE_DEBUG ?? "")) {
      listeners.push((name, payload, { id, label }) => console.error(`SSE ${id} ${label} ${name}`, outlineOf(payload)));
    }
  } catch {
    // Deno throws without the permission to read the environment.
  }
  return listeners;
}

/** A payload without what the server said. What `NODE_DEBUG` prints is often kept, so it shows the length of a text, and the code or the name of an error. */
function outlineOf(payload: TracePayloads[keyof TracePayloads]): unknown {
  if (typeof payload === "string" || "length" in payload) return { length: payload.length };
  if ("data" in payload) return { event: payload.event, length: payload.data.length };
  if (!("reason" in payload)) return payload;
  const { code, name } = Object(payload.error);
  return { reason: payload.reason, error: code ?? name };
}
