import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { fromNodeReadable } from "../src/index.ts";

const iterate = (stream: Readable): AsyncIterator<Uint8Array | string> => fromNodeReadable(stream)[Symbol.asyncIterator]();
const text = ({ value }: IteratorResult<Uint8Array | string>): string => Buffer.from(value).toString();

describe("a Node stream as a body", () => {
  it("hands over all that is buffered as one chunk", async () => {
    const stream = new PassThrough();
    const iterator = iterate(stream);
    const first = iterator.next();
    stream.write("a");
    stream.write("b");
    expect(text(await first)).toBe("ab");
    const last = iterator.next();
    stream.end();
    expect(await last).toMatchObject({ done: true });
    expect(await iterator.next()).toMatchObject({ done: true });
  });

  it("delivers what came before an error, then the error", async () => {
    const stream = new PassThrough();
    const iterator = iterate(stream);
    const first = iterator.next();
    stream.write("a");
    expect(text(await first)).toBe("a");
    stream.write("b");
    stream.destroy(new Error("reset"));
    expect(text(await iterator.next())).toBe("b");
    await expect(iterator.next()).rejects.toThrow("reset");
  });

  it("keeps an error that came while nobody listened", async () => {
    const stream = new PassThrough();
    const iterator = iterate(stream);
    stream.destroy(new Error("reset"));
    await new Promise((resolve) => stream.on("close", resolve));
    await expect(iterator.next()).rejects.toThrow("reset");
  });

  it("reports a stream that was closed before its end, before it was opened or after", async () => {
    const early = new PassThrough().on("error", () => {});
    early.destroy();
    await expect(iterate(early).next()).rejects.toThrow("Expected the stream to end, got it closed before");
    const failed = new PassThrough().on("error", () => {});
    failed.destroy(new Error("reset"));
    await new Promise((resolve) => failed.on("close", resolve));
    await expect(iterate(failed).next()).rejects.toThrow("reset");

    const stream = new PassThrough();
    const iterator = iterate(stream);
    const waiting = iterator.next();
    stream.destroy();
    await expect(waiting).rejects.toThrow("Expected the stream to end, got it closed before");
  });

  it.each<[string, (stream: PassThrough) => unknown]>([
    ["flows", (stream) => stream.on("data", () => {})],
    ["was paused after its first data", (stream) => stream.once("data", () => stream.pause())],
    ["was read once", (stream) => stream.once("readable", () => stream.read())],
    ["is iterated", (stream) => stream[Symbol.asyncIterator]().next()],
    ["is piped elsewhere", (stream) => stream.pipe(new PassThrough())],
  ])("is refused when it %s, because its first events would be missing", async (_, read) => {
    const stream = new PassThrough();
    read(stream);
    stream.write("data: 1\n\n");
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => fromNodeReadable(stream)).toThrow(
      new TypeError("Expected an unread stream, got one whose data something else has received"),
    );
  });

  it("destroys the stream when left, also when nothing was read", async () => {
    const stream = new PassThrough();
    await iterate(stream).return?.();
    expect(stream.destroyed).toBe(true);
  });

  it("does not read ahead before it is asked", async () => {
    let reads = 0;
    const stream = new Readable({
      read() {
        reads++;
        this.push("a");
      },
    });
    const iterator = iterate(stream);
    await new Promise(setImmediate);
    expect(reads).toBe(0);
    await iterator.next();
    await iterator.return?.();
  });
});
