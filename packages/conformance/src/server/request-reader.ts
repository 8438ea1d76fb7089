import type { Socket } from "node:net";
import type { RecordedRequest } from "./recorded-request.ts";

const maxHeadLength = 256 * 1024;

/** Reads one HTTP/1.1 request, its body included (RFC 9112, section 2.1). @throws Error when the client closes first or sends no HTTP. */
export function readRequest(socket: Socket): Promise<RecordedRequest> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      try {
        const request = parseRequest(received);
        if (request === undefined) return;
        stop();
        resolve(request);
      } catch (error) {
        stop();
        reject(error);
      }
    };
    const onClose = (): void => {
      stop();
      reject(new Error("the client closed before its request was complete"));
    };
    const stop = (): void => {
      socket.off("data", onData).off("end", onClose).off("close", onClose);
    };
    socket.on("data", onData).on("end", onClose).on("close", onClose);
  });
}

function parseRequest(received: Buffer): RecordedRequest | undefined {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd === -1) {
    if (received.length > maxHeadLength) throw new Error(`a request head of more than ${maxHeadLength} bytes`);
    return undefined;
  }
  const [requestLine = "", ...lines] = received.toString("latin1", 0, headEnd).split("\r\n");
  const [, method, target] = /^(\S+) (\S+) HTTP\/1\.[01]$/.exec(requestLine) ?? [];
  if (method === undefined || target === undefined) throw new Error(`no HTTP/1 request line: ${JSON.stringify(requestLine)}`);
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const body = parseBody(received.subarray(headEnd + 4), new Map(headers.map(([name, value]) => [name.toLowerCase(), value])));
  return body === undefined ? undefined : { method, target, headers, body, at: performance.now() };
}

/** The whole body, or undefined while some of it is missing (RFC 9112, section 6). */
function parseBody(rest: Buffer, headers: ReadonlyMap<string, string>): Buffer | undefined {
  if (headers.get("transfer-encoding")?.toLowerCase() !== "chunked") {
    const length = Number(headers.get("content-length") ?? 0);
    return rest.length < length ? undefined : rest.subarray(0, length);
  }
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(rest.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error("a chunk without a size");
    const dataEnd = lineEnd + 2 + size;
    if (rest.length < dataEnd + 2) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(rest.subarray(lineEnd + 2, dataEnd));
    at = dataEnd + 2;
  }
}
