/** What the protocol needs of one request: an adapter sends exactly this, with whatever else its caller asked of the client. */
export interface SSERequest {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The URL as the caller gave it, as a string. */
  readonly url: string;
  /**
   * Every header of this call: the caller's, and ours where the caller gave none. Names are in lower case and unique; values are
   * characters up to U+00FF, one per byte.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the stream is to be closed, for whatever reason. The request and the body must both end with it. */
  readonly signal: AbortSignal;
  /**
   * `"no-store"` in a browser, to be handed to the client as the fetch cache mode, otherwise `undefined`. There it stands in for the header
   * `Cache-Control`, which would make every cross-origin GET ask for a CORS preflight first.
   */
  readonly cache: "no-store" | undefined;
}

/** What is used of a web `ReadableStream`, whichever library declares its type. */
export interface WebBody {
  readonly locked: boolean;
  getReader(): {
    read(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;
    cancel(): Promise<unknown>;
  };
}

/** The bytes of a response. A Node `Readable` needs {@link fromReadable}: its own iterator does not end it when it waits, or was not begun. */
export type SSEBody = WebBody | AsyncIterable<Uint8Array>;

/** What the protocol needs of one response, whatever the client calls it. */
export interface SSEResponse<R> {
  /** The status code. */
  readonly status: number;
  /** The headers; `get` takes a name in lower case and joins several values by commas. */
  readonly headers: { get(name: string): string | null | undefined };
  /** The body, already inflated, or `null` where there is none. */
  readonly body: SSEBody | null;
  /** The client's own response object: what the user finds as `source.response`. */
  readonly raw: R;
}

/** What is used of a web `Response`, which is a response under the contract as it is. */
export interface WebResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: WebBody | null;
}

/** A response as a transport resolves with it: under the contract, or a web `Response`. */
export type TransportResponse<R> = SSEResponse<R> | (R & WebResponse);

/**
 * All that an HTTP client has to provide: send this request, resolve with the response as soon as its headers are there.
 *
 * It resolves for every status, with a web `Response` or with an {@link SSEResponse} around the client's own. It rejects with the client's
 * own error when there is no response.
 */
export type Transport<R> = (request: SSERequest) => Promise<TransportResponse<R>>;
