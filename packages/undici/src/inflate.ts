import { type Readable, Transform, type TransformCallback } from "node:stream";
import * as zlib from "node:zlib";

/** A body that was compressed. `flush` calls back when everything that was written has come out. */
interface Inflater extends Transform {
  flush(callback: () => void): void;
}

/**
 * Inflates a response's body, because undici's `request` doesn't.
 *
 * The header lists the codings in the order in which they were applied, so they are undone from the last to the first. An unknown coding leaves the bytes
 * as they are, as in every browser: servers send `none` or `utf-8` to switch compression off. https://www.rfc-editor.org/rfc/rfc9110#field.content-encoding
 */
export function inflate(body: Readable, encoding = ""): Readable {
  return encoding.split(",").reduceRight<Readable>((encoded, coding) => {
    const inflater = inflaters.get(coding.trim().toLowerCase())?.();
    if (!inflater) return encoded;
    // Not pipeline(), which destroys the inflater when the connection breaks. Here the bytes that came before are inflated first.
    encoded.on("error", (error) => inflater.flush(() => inflater.destroy(error)));
    // The body's reader gets the error anyway, but without a listener here it would also end the process.
    inflater.on("close", () => encoded.destroy()).on("error", () => {});
    return encoded.pipe(inflater);
  }, body);
}

/** A coding's missing trailer isn't an error. HTTP tells whether the message was cut. */
const tolerant = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const tolerantBrotli = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

const inflaters: ReadonlyMap<string, () => Inflater> = new Map<string, () => Inflater>(
  Object.entries({
    gzip: () => zlib.createGunzip(tolerant),
    "x-gzip": () => zlib.createGunzip(tolerant),
    deflate: () => new AnyDeflate(),
    br: () => zlib.createBrotliDecompress(tolerantBrotli),
    zstd: () => {
      if (!zlib.createZstdDecompress) throw new Error("Expected Node 22.15 or later for a body in zstd, got an older one");
      return new ZstdFrames();
    },
  }),
);

type Decompressor = Transform & { readonly bytesWritten: number; flush(callback: () => void): void };

/** Hands the bytes to another inflater, which is chosen when they come. */
abstract class Outer extends Transform implements Inflater {
  protected inner: Decompressor | undefined;

  override _read(size: number): void {
    this.inner?.resume();
    super._read(size);
  }

  override _flush(callback: TransformCallback): void {
    if (this.inner) this.inner.once("end", callback).end();
    else callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.inner?.destroy();
    callback(error);
  }

  flush(callback: () => void): void {
    if (this.inner) this.inner.flush(callback);
    else callback();
  }

  protected open(inflater: Decompressor): Decompressor {
    inflater.on("data", (data) => this.push(data) || inflater.pause());
    inflater.on("error", (error) => this.destroy(error));
    this.inner = inflater;
    return inflater;
  }
}

/** `deflate` with its zlib header, as the standard has it, or without, as some servers send it. The first byte tells. */
class AnyDeflate extends Outer {
  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    const isZlib = ((chunk[0] ?? 0) & 0x0f) === 8;
    const inflater = this.inner ?? this.open(isZlib ? zlib.createInflate(tolerant) : zlib.createInflateRaw(tolerant));
    inflater.write(chunk, callback);
  }
}

/**
 * Several zstd frames in a row, such as one for each event: https://www.rfc-editor.org/rfc/rfc8878#section-3. Node's decompressor ends with a frame that ends within a
 * chunk, and drops the rest of that chunk and everything after it.
 */
class ZstdFrames extends Outer {
  override _transform(chunk: Buffer, encoding: BufferEncoding, callback: TransformCallback): void {
    const frame = this.inner ?? this.open(zlib.createZstdDecompress({ finishFlush: zlib.constants.ZSTD_e_flush }));
    const before = frame.bytesWritten;
    frame.write(chunk, () => {
      const used = frame.bytesWritten - before;
      if (used === 0 || used >= chunk.length) return callback();
      const next = (): void => {
        this.inner = undefined;
        this._transform(chunk.subarray(used), encoding, callback);
      };
      if (frame.readableEnded) next();
      else frame.once("end", next);
    });
  }
}
