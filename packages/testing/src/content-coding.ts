import type { Readable, Transform } from "node:stream";
import type * as Zlib from "node:zlib";
import { builtin } from "./builtin.ts";
import { iterableBody } from "./bytes.ts";
import type { AppResponse, Body } from "./exchange.ts";

/** What `fetch` asks for, and inflates. An app behind compression middleware then compresses in a test as it does in production. */
export const ACCEPTED_CODINGS = "gzip, deflate";

/**
 * A response's body as `fetch` hands it over: inflated, chunk by chunk. A coding that isn't known leaves the bytes alone, as in browsers.
 * https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding
 */
export function inflated({ body, headers }: AppResponse): Body | undefined {
  const coding = headers
    .filter(([name]) => name.toLowerCase() === "content-encoding")
    .map(([, value]) => value)
    .join(",");
  const codings = coding.split(",").flatMap((name) => inflaters.get(name.trim().toLowerCase()) ?? []);
  if (!body || codings.length === 0) return body;
  const zlib = builtin<typeof Zlib>("node:zlib", "compressed responses");
  return codings.reduceRight<Body>((encoded, inflater) => inflatedBy(inflater, zlib, encoded), body);
}

/** Makes an inflater for a body whose first byte is known. */
type MakeInflater = (zlib: typeof Zlib, first: number) => Inflater;

const gunzip: MakeInflater = ({ createGunzip, constants }) => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });

const inflaters: ReadonlyMap<string, MakeInflater> = new Map(
  Object.entries({
    gzip: gunzip,
    "x-gzip": gunzip,
    // With its zlib header, as the standard has it, or without, as some servers send it. The low half of that header's first byte is 8.
    deflate: ({ createInflate, createInflateRaw, constants }, first) =>
      ((first & 0x0f) === 8 ? createInflate : createInflateRaw)({ finishFlush: constants.Z_SYNC_FLUSH }),
    br: ({ createBrotliDecompress, constants }) => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  } satisfies Record<string, MakeInflater>),
);

function inflatedBy(make: MakeInflater, zlib: typeof Zlib, encoded: Body): Body {
  let body: Body | undefined;
  return {
    async read() {
      if (!body) {
        const first = await encoded.read();
        if (!first?.length) return first;
        body = through(make(zlib, first[0] ?? 0), first, encoded);
      }
      return body.read();
    },
    cancel: (reason) => (body ?? encoded).cancel(reason),
  };
}

interface Inflater extends Transform {
  flush(callback: () => void): void;
}

function through(inflater: Inflater, first: Uint8Array, encoded: Body): Body {
  const { Readable } = builtin<typeof import("node:stream")>("node:stream", "compressed responses");
  const source = Readable.from(chunksOf(first, encoded), { objectMode: false, highWaterMark: 1 });
  // What came before a broken connection is inflated first.
  source.on("error", (error) => inflater.flush(() => inflater.destroy(error)));
  inflater.on("close", () => encoded.cancel());
  source.pipe(inflater);
  return iterableBody(inflater satisfies Readable);
}

async function* chunksOf(first: Uint8Array, body: Body): AsyncGenerator<Uint8Array, void> {
  yield first;
  for (let chunk = await body.read(); chunk; chunk = await body.read()) yield chunk;
}
