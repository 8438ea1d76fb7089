/**
 * Decodes events that never end, of streams that are small on the wire and could be large in memory.
 *
 *     node --expose-gc --conditions=@sse/source memory-program.ts                     prints how much memory each takes
 *     node --max-old-space-size=80 --conditions=@sse/source memory-program.ts fill    reaches the default limit, and prints the error's code
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { isSSEError, SSEDecoder } from "@sse/core";

export interface Measured {
  readonly title: string;
  /** The most memory that the decoder held, in bytes for each character of the limit. */
  readonly most: number;
  /** How the stream ended. */
  readonly code: string;
}

interface Shape {
  readonly title: string;
  /** One chunk, again and again. */
  readonly chunk: () => Uint8Array | string;
  /** Instead of an event, what is left over is kept up to the limit. */
  readonly isLeftover?: boolean;
}

const limit = 512 * 1024;

/** Bytes of their own for each chunk, as from the network. */
const encode = (text: string): Shape["chunk"] => {
  const bytes = Buffer.from(text);
  return () => Uint8Array.from(bytes);
};

/** A string of its own for each chunk. */
const fresh = (text: string): Shape["chunk"] => {
  const bytes = Buffer.from(text);
  return () => bytes.toString();
};

const comment = (length: number): string => `: ${"-".repeat(length)}\n`;

export const shapes: readonly Shape[] = [
  { title: "`data` lines without a value", chunk: encode("data\n".repeat(13_000)) },
  { title: "empty `data` lines", chunk: encode("data: \n".repeat(9_000)) },
  { title: "empty `data` lines in 1,448-byte segments", chunk: encode(`${"data:\n".repeat(241)}da`) },
  { title: "empty `data` lines that end in CRLF", chunk: encode("data\r\n".repeat(10_000)) },
  { title: "`data` lines of one character", chunk: encode("data: x\n".repeat(8_000)) },
  { title: "`data` lines of one Chinese character", chunk: encode("data: 中\n".repeat(8_000)) },
  { title: "`data` lines of twelve characters", chunk: encode("data:0123456789ab\n".repeat(4_000)) },
  { title: "`data` lines of thirteen characters, which V8 doesn't copy", chunk: encode("data:0123456789abc\n".repeat(4_000)) },
  { title: "one `data` line a chunk", chunk: encode("data: x\n") },
  { title: "one `data` line in a chunk with a long comment", chunk: encode(`${comment(4000)}data: ${"x".repeat(20)}\n`) },
  { title: "the same in Chinese", chunk: encode(`${comment(4000)}data: ${"中".repeat(20)}\n`) },
  { title: "one `data` line in a chunk of 64 KiB", chunk: encode(`data: ${"x".repeat(500)}\n${comment(65_000)}`) },
  { title: "one `data` line that ends with the next chunk", chunk: encode(`xxx\n${comment(8000)}data: ${"x".repeat(40)}`) },
  {
    title: "one `data` line among unknown fields",
    chunk: encode(`${"x: 1\nid: 1\nretry: 1\nevent: e\n".repeat(200)}data: ${"x".repeat(20)}\n`),
  },
  { title: "one `data` line in a string with a long comment", chunk: fresh(`${comment(4000)}data: ${"x".repeat(20)}\n`) },
  { title: "`data` lines without a value in one string", chunk: fresh("data\n".repeat(limit - 100)) },
  { title: "`data` lines without a value in one chunk", chunk: encode("data\n".repeat(limit - 100)) },
  { title: "one `data` line in a string of 1 MiB", chunk: fresh(`${comment(100_000).repeat(10)}data: ${"x".repeat(5000)}\n`) },
  { title: "a line in chunks of one byte", chunk: encode("x") },
  { title: "a line in chunks of seven bytes", chunk: encode("1234567") },
  { title: "a line in strings of one character", chunk: fresh("x") },
  { title: "a line in strings of one Chinese character", chunk: fresh("中") },
  { title: "a line in chunks of 20 bytes", chunk: encode("x".repeat(20)) },
  { title: "a line in chunks of 16 KiB", chunk: encode("x".repeat(16_384)) },
  { title: "a Chinese line in chunks of 3,000 bytes", chunk: encode("中".repeat(1000)) },
  { title: "what is left over, in chunks of seven bytes", chunk: encode("\n: beat"), isLeftover: true },
  { title: "what is left over, in strings of one character", chunk: fresh("\n"), isLeftover: true },
  { title: "what is left over, of large chunks in Chinese", chunk: encode(`id: 中\n${comment(60_000)}`), isLeftover: true },
];

/** Collected with nothing on the stack that might hold what is over. */
async function heap(): Promise<number> {
  if (!globalThis.gc) throw new Error("Expected --expose-gc");
  // Twice: the first time, V8 only finds out which memory outside of its heap isn't needed.
  for (let i = 0; i < 2; i++) {
    await nextTurn();
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Decodes one chunk and lets go of it, so that only what the decoder keeps is measured. */
function decodeOne(decoder: SSEDecoder, chunk: Shape["chunk"]): number {
  const next = chunk();
  decoder.decode(next);
  return next.length;
}

async function measure({ title, chunk, isLeftover }: Shape): Promise<Measured> {
  const decoder = new SSEDecoder(isLeftover ? { keepLeftover: limit } : { maxEventSize: limit });
  const before = await heap();
  let most = 0;
  let size = 0;
  let measureAt = limit / 16;
  try {
    while (decoder.leftover.length < limit) {
      size += decodeOne(decoder, chunk);
      if (size < measureAt) continue;
      measureAt = size * 1.2;
      most = Math.max(most, (await heap()) - before);
    }
    return { title, most: most / limit, code: "the limit" };
  } catch (error) {
    if (!isSSEError(error)) throw error;
    return { title, most: most / limit, code: error.code };
  }
}

function fill(): unknown {
  const chunk = Buffer.from("data\n".repeat(13_000));
  const decoder = new SSEDecoder();
  try {
    for (;;) decoder.decode(chunk);
  } catch (error) {
    return isSSEError(error) ? error.code : error;
  }
}

if (import.meta.main) {
  if (process.argv[2] === "fill") console.log(fill());
  else for (const shape of shapes) console.log(JSON.stringify(await measure(shape)));
}
