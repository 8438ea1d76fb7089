import { readAll, streamBody, utf8, webStream, wholeBody } from "./bytes.ts";
import { brokenConnection } from "./connection-error.ts";
import type { AppRequest, AppResponse, Body, Origin } from "./exchange.ts";

/** The members that are used of the `Response` that a handler returns. */
interface HandlerResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** A function that answers a web `Request` with a web `Response`. Frameworks call it their fetch handler. */
export type FetchHandler = (request: Request) => Response | PromiseLike<Response>;

/**
 * Answers like a server around a fetch handler. What the handler throws becomes status 500, and an error of its body breaks the connection.
 *
 * @param onError - gets what the handler throws, which the client can't see
 */
export function fetchHandlerOrigin(handler: (request: Request) => unknown, onError: (error: unknown) => void): Origin {
  return async (request) => {
    const incoming = await webRequest(request);
    let response: unknown;
    try {
      response = await handler(incoming);
    } catch (error) {
      if (!request.signal.aborted) onError(error);
      return internalServerError();
    }
    if (!isResponse(response)) throw new TypeError(`Expected the app to return a Response, got ${kindOf(response)}. ${HINT}`);
    const { status, statusText, headers, body } = response;
    return { status, statusText, headers: [...headers], body: body ? handlerBody(body, incoming) : undefined };
  };
}

const HINT = "A function of one parameter is taken for a fetch handler, one of two or more for a Node listener.";

async function webRequest({ method, url, headers, body, signal }: AppRequest): Promise<Request> {
  const init = { method, headers: headers.map(([name, value]): [string, string] => [name, value]), signal };
  if (body && !requestsStream()) return new Request(url, { ...init, body: await readAll(body) });
  // `duplex` isn't among TypeScript's members of RequestInit; every runtime wants it for a body that streams.
  return new Request(url, body ? ({ ...init, body: webStream(body), duplex: "half" } as RequestInit) : init);
}

let streams: boolean | undefined;

/** Whether this runtime's requests can have a stream as their body. Firefox makes text of it, with a content type. */
function requestsStream(): boolean {
  streams ??= !new Request("http://localhost", { method: "POST", body: new ReadableStream(), duplex: "half" } as RequestInit).headers.has(
    "content-type",
  );
  return streams;
}

function isResponse(value: unknown): value is HandlerResponse {
  const { status, headers, body }: { status?: unknown; headers?: unknown; body?: unknown } = Object(value);
  return typeof status === "number" && typeof headers === "object" && body !== undefined;
}

function kindOf(value: unknown): string {
  if (value === null || typeof value !== "object") return String(value);
  return value.constructor?.name ?? "an object";
}

/** The body keeps the request alive: its signal is the app's, and some runtimes collect a signal together with its request. */
function handlerBody(stream: ReadableStream<Uint8Array>, request: Request): Body & { readonly request: Request } {
  const { read, cancel } = streamBody(stream);
  const readOrBreak = (): ReturnType<Body["read"]> =>
    read().catch((error: unknown) => {
      throw brokenConnection(error);
    });
  return { request, read: readOrBreak, cancel };
}

function internalServerError(): AppResponse {
  const body = utf8("Internal Server Error");
  const headers = [
    ["content-type", "text/plain;charset=UTF-8"],
    ["content-length", String(body.length)],
  ] as const;
  return { status: 500, statusText: "Internal Server Error", headers, body: wholeBody(body) };
}
