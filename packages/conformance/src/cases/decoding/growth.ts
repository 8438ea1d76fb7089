import type { CaseContext } from "../../case.ts";
import type { Group, SourceCase } from "../group.ts";
import { html } from "../specifications.ts";
import { decode } from "./stream.ts";

const chunkSize = 256;
const small = 256 * 1024;
const factor = 4;
// One stream of 1 MiB is compared with four of 256 KiB in turn. Linear work takes as long for either, quadratic work four times as long for the
// one. Both take about as long, so a busy machine slows both down; and what it slows down once is measured again. What is fast needs no
// comparison: copying what is held for each of 4096 chunks would move 2 GiB.
const tooSteep = 2.25;
const attempts = 3;

/** Milliseconds for the larger stream. Over a connection each chunk takes a turn of the event loop at both ends, which is linear and noisy. */
const fastEnough = ({ subject }: CaseContext): number => (subject.decode || subject.read ? 200 : 1_000);

/** A stream of about `bytes` bytes that is one event, and that event's data length. */
type Shape = (bytes: number) => { stream: Uint8Array<ArrayBuffer>; length: number };

const text = (stream: string, length: number) => ({ stream: new TextEncoder().encode(stream), length });

const linear = (id: string, title: string, shape: Shape): SourceCase => ({
  id,
  title,
  async run(context) {
    let [four, one] = [0, 0];
    for (let attempt = 0; attempt < attempts; attempt++) {
      one = await milliseconds(context, shape(small * factor));
      if (one < fastEnough(context)) return;
      four = 0;
      for (let turn = 0; turn < factor; turn++) four += await milliseconds(context, shape(small));
      if (one < four * tooSteep) return;
    }
    const got = `${Math.round(four)} ms for four times 256 KiB, ${Math.round(one)} ms for 1 MiB`;
    context.ok(false, title, { expected: `at most ${tooSteep} times the time for the same bytes in one stream`, got });
  },
});

async function milliseconds(context: CaseContext, { stream, length }: ReturnType<Shape>): Promise<number> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
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

/** Time must grow with the bytes, however the stream is cut: a decoder that reads all that it holds again for every chunk blocks its process. */
export const growth: Group = {
  level: "should",
  alone: true,
  limit: 30_000,
  spec: html("event-stream-interpretation"),
  needs: ["decode"],
  cases: [
    linear("one-long-line-takes-linear-time", "A long line in small chunks takes time in proportion to its length", (bytes) =>
      text(`data: ${"x".repeat(bytes)}\n\n`, bytes),
    ),
    linear("many-data-lines-take-linear-time", "An event of many data lines takes time in proportion to their number", (bytes) => {
      const lines = Math.floor(bytes / 72);
      return text(`${`data: ${"x".repeat(65)}\n`.repeat(lines)}\n`, lines * 66 - 1);
    }),
    linear("long-comments-take-linear-time", "A comment that does not end takes time in proportion to its length", (bytes) =>
      text(`:${" ".repeat(bytes)}\ndata: x\n\n`, 1),
    ),
  ],
};
