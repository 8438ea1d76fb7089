import { constants, createBrotliCompress, createDeflate, createGzip } from "node:zlib";
import type { ContentCoding } from "./scenario.ts";

/** Compresses a body piece by piece: what was written can be decoded by the client at once, as a server that streams must do. */
export interface Compressor {
  write(content: Buffer): Promise<Buffer>;
  /** The coding's own end: its checksum or its last block. */
  end(): Promise<Buffer>;
  close(): void;
}

export function compressor(coding: ContentCoding): Compressor {
  // "deflate" on the wire is the zlib format (RFC 9110, section 8.4.1.2).
  const stream = coding === "gzip" ? createGzip() : coding === "deflate" ? createDeflate() : createBrotliCompress();
  const flush = coding === "br" ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH;
  let compressed: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => compressed.push(chunk));
  const take = (): Buffer => {
    const taken = Buffer.concat(compressed);
    compressed = [];
    return taken;
  };
  return {
    write: (content) =>
      new Promise((resolve, reject) => {
        stream.once("error", reject);
        stream.write(content);
        stream.flush(flush, () => {
          stream.off("error", reject);
          // The stream may hand over its data one tick after the flush.
          setImmediate(() => resolve(take()));
        });
      }),
    end: () =>
      new Promise((resolve, reject) => {
        stream.once("error", reject);
        stream.once("end", () => resolve(take()));
        stream.end();
      }),
    close: () => stream.close(),
  };
}
