import type { Case, CaseContext } from "../../case.ts";
import { decode } from "./stream.ts";

const spec = "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation";

const kibibyte = 1024;
const small = 1024 * kibibyte;
const factor = 4;
// Linear work takes 4 times as long for 4 times the bytes, quadratic work 16 times. Noise can make one comparison fail, so three in a row must;
// and what is fast needs no comparison.
const tooSteep = 9;
const fastEnough = 500;
const attempts = 3;

/** A stream of about `bytes` bytes that is one event, and that event's data length. */
type Shape = (bytes: number) => { stream: Uint8Array; length: number };

const text = (stream: string, length: number) => ({ stream: new TextEncoder().encode(stream), length });

const linear = (id: string, title: string, chunkSize: number, shape: Shape): Case => ({
  id: `decoding/${id}`,
  title,
  category: "decoding",
  level: "should",
  spec,
  needs: ["decode"],
  limit: 30_000,
  async run(context: CaseContext) {
    let got = "";
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = await milliseconds(context, shape(small), chunkSize);
      const after = await milliseconds(context, shape(small * factor), chunkSize);
      if (after < fastEnough || after < before * tooSteep) return;
      got = `${Math.round(before)} ms for 1 MiB, ${Math.round(after)} ms for 4 MiB`;
    }
    context.ok(false, title, { expected: `at most ${tooSteep} times the time for 4 times the bytes`, got });
  },
});

async function milliseconds(context: CaseContext, { stream, length }: ReturnType<Shape>, chunkSize: number): Promise<number> {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += chunkSize) chunks.push(stream.subarray(at, at + chunkSize));
  const start = performance.now();
  const { events } = await decode(context, chunks, ["message"]);
  const elapsed = performance.now() - start;
  context.equal(
    events.map(({ data }) => data.length),
    [length],
    "the stream's one event is delivered whole",
  );
  return elapsed;
}

/** Time must grow with the bytes, however the stream is cut: a decoder that reads what it holds anew for every chunk blocks its process. */
export const growthCases: readonly Case[] = [
  linear("one-long-line-takes-linear-time", "A long line in chunks of 1 KiB takes time in proportion to its length", kibibyte, (bytes) =>
    text(`data: ${"x".repeat(bytes)}\n\n`, bytes),
  ),
  linear("many-data-lines-take-linear-time", "An event of many data lines takes time in proportion to their number", kibibyte, (bytes) => {
    const lines = Math.floor(bytes / 72);
    return text(`${`data: ${"x".repeat(65)}\n`.repeat(lines)}\n`, lines * 66 - 1);
  }),
  linear("long-comments-take-linear-time", "A comment that does not end takes time in proportion to its length", kibibyte, (bytes) =>
    text(`:${" ".repeat(bytes)}\ndata: x\n\n`, 1),
  ),
];
