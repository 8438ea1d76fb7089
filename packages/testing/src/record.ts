import { writeFile } from "node:fs/promises";
import { expectOptions } from "@sse/core";
import { iterableBody, streamBody } from "./bytes.ts";
import type { Body } from "./exchange.ts";
import { formatRecording, type RecordedChunk, type Recording } from "./recording.ts";

/** What {@link record} takes besides the source; everything has a default. */
export interface RecordOptions {
  /** Where the recording is written. @defaultValue nowhere */
  readonly file?: string | URL | undefined;
  /** Stops the recording, for a stream that doesn't end. Replayed, such a stream stays open. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that never run backwards. @defaultValue `performance.now` */
  readonly now?: (() => number) | undefined;
}

/** What can be recorded: the response of any client, or a source whose iteration hasn't begun. */
export type Recordable =
  | Response
  | { readonly response: unknown }
  | { readonly status?: number; readonly body?: unknown; readonly data?: unknown };

/**
 * Reads a response to its end, and keeps when each chunk came, where the stream was cut into chunks, and how it ended.
 *
 * ```ts
 * import { record } from "@sse/testing/node";
 *
 * const request = { method: "POST", headers: { authorization: `Bearer ${process.env.API_KEY}` }, body: "{}" };
 * await record(await fetch("https://api.example.com/chat", request), { file: "chat.sse" });
 * ```
 *
 * The text that it resolves with is readable, and {@link replay} plays it. Of the request it has the URL without its query, if the response
 * knows it. Of the response's headers it has the content type. What the stream itself says is kept as it is.
 *
 * @throws TypeError for anything that isn't a response with an unread body.
 */
export async function record(source: Recordable, options: RecordOptions = {}): Promise<string> {
  expectOptions(options);
  const { now = () => performance.now(), signal } = options;
  const response = responseOf(source);
  const began = now();
  const elapsed = (): number => Math.round(now() - began);
  const chunks: RecordedChunk[] = [];
  const body = bodyOf(response);
  let end: Recording["end"] = "end";
  const stop = (): void => {
    end = "open";
    body.cancel();
  };
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (let bytes = await body.read(); bytes; bytes = await body.read()) chunks.push({ at: elapsed(), bytes: bytes.slice() });
  } catch {
    if (!signal?.aborted) end = "drop";
  }
  signal?.removeEventListener("abort", stop);
  const text = formatRecording({
    request: urlOf(response),
    status: response.status ?? response.statusCode ?? 200,
    contentType: contentTypeOf(response.headers),
    chunks,
    end,
    endedAt: elapsed(),
  });
  if (options.file) await writeFile(options.file, text);
  return text;
}

/** The response of `fetch` and ky, of undici, or of axios. */
interface AnyResponse {
  readonly status?: number;
  readonly statusCode?: number;
  readonly headers?: unknown;
  readonly url?: string;
  readonly body?: unknown;
  readonly data?: unknown;
}

function responseOf(source: Recordable): AnyResponse {
  const { response = source }: { response?: unknown } = Object(source);
  if (typeof response === "object" && response !== null && ("body" in response || "data" in response)) return response;
  throw new TypeError(`Expected a response with a body, got ${source === null ? "null" : typeof source}`);
}

function bodyOf({ body, data }: AnyResponse): Body {
  const given = body ?? data;
  if (given === null || given === undefined) return iterableBody([]);
  if (typeof given === "string") return iterableBody([given]);
  if (typeof given === "object" && "getReader" in given) return streamBody(given as ReadableStream<Uint8Array>);
  if (typeof given === "object" && Symbol.asyncIterator in given) return iterableBody(given as AsyncIterable<unknown>);
  throw new TypeError(`Expected a body that can be streamed, got ${typeof given}`);
}

function urlOf({ url }: AnyResponse): string {
  if (!url) return "";
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function contentTypeOf(headers: unknown): string | undefined {
  const { get, "content-type": type }: { get?: unknown; "content-type"?: unknown } = Object(headers);
  const found: unknown = typeof get === "function" ? get.call(headers, "content-type") : type;
  return found === null || found === undefined ? undefined : String(found);
}
