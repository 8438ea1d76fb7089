import type { GivenHeaders } from "../headers.ts";

/** One request. An adapter sends exactly this, together with the client's options that its caller gave. */
export interface SSERequest {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The URL as the caller gave it, as a string. */
  readonly url: string;
  /**
   * Every header of this call: the caller's, and ours where the caller gave none. Names are in lower case and unique; values are
   * characters up to U+00FF, one per byte. Only in a runtime whose `Headers` take any text, such as workerd, the last event ID may have others.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as the client takes it; `undefined` if there is none. */
  readonly body: unknown;
  /** Aborted when the stream is to be closed. Both the request and the body must end then. */
  readonly signal: AbortSignal;
  /**
   * The fetch cache mode: `"no-store"` in a browser, otherwise `undefined`. In a browser it replaces the header `Cache-Control`, which would cost every
   * cross-origin GET a CORS preflight.
   */
  readonly cache: "no-store" | undefined;
}

/** The members that are used of a web `ReadableStream`, whichever library declares its type. */
export interface WebBody {
  readonly locked: boolean;
  getReader(): {
    read(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;
    cancel(): Promise<unknown>;
  };
}

/** One response of any client, under the names that core uses. */
export interface SSEResponse<R> {
  /** The status code. */
  readonly status: number;
  /** The headers: an object with `get`, or a record. The case of their names doesn't matter. */
  readonly headers: GivenHeaders;
  /**
   * The body, already inflated: a web stream, a Node `Readable`, an async iterable of bytes or text, bytes, text or a `Blob`; `null` if the
   * response has none. Bytes are any buffer or view of one. Anything else makes the iteration throw a TypeError.
   */
  readonly body: unknown;
  /** The client's own response object: what the user finds as `source.response`. */
  readonly raw: R;
}

/**
 * The members that are used of a web `Response`. A transport can return such a response as it is.
 *
 * A `body` of `undefined` means that this client can't stream, as in React Native. The text is then read as a whole.
 */
export interface WebResponse {
  readonly status: number;
  readonly headers: GivenHeaders;
  readonly body?: unknown;
  readonly bodyUsed?: boolean;
  text?(): Promise<string>;
}

/** A response as a transport resolves with it: under the contract, or with the members of a web `Response`. */
export type TransportResponse<R> = SSEResponse<R> | (R & WebResponse);

/**
 * What an HTTP client has to provide: it sends this request and resolves with the response as soon as its headers have arrived.
 *
 * It resolves for every status, with a web `Response` or with an {@link SSEResponse} around the client's own. If there is no response, it
 * rejects with the client's own error.
 */
export type Transport<R> = (request: SSERequest) => TransportResponse<R> | PromiseLike<TransportResponse<R>>;
