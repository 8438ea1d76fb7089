import { setImmediate as nextTurn } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { joinChunks } from "../src/join-chunks.ts";

const controller = {} as Dispatcher.DispatchController; // it is handed through, and not used

/** What a client's request would be given, where a dispatcher takes these turns. */
async function play(...turns: ((to: Dispatcher.DispatchHandler) => void)[]): Promise<string[]> {
  const seen: string[] = [];
  let handler: Dispatcher.DispatchHandler = {};
  const dispatch = joinChunks((_, given) => {
    handler = given;
    return true;
  });
  dispatch(
    { path: "/", method: "GET" },
    {
      onRequestStart: () => seen.push("start"),
      onResponseStart: (_, status) => seen.push(String(status)),
      onResponseData: (_, chunk) => seen.push(chunk.length < 100 ? chunk.toString() : `${chunk.length} bytes`),
      onResponseEnd: () => seen.push("end"),
      onResponseError: (_, { message }) => seen.push(message),
    },
  );
  for (const turn of turns) {
    turn(handler);
    await nextTurn();
  }
  return seen;
}

const send = (to: Dispatcher.DispatchHandler, ...chunks: string[]): void => {
  for (const chunk of chunks) to.onResponseData?.(controller, Buffer.from(chunk));
};

describe("chunks of one turn", () => {
  it("are joined, and those of the next are not waited for", async () => {
    const seen = await play(
      (to) => {
        to.onRequestStart?.(controller, {});
        to.onResponseStart?.(controller, 200, {});
        send(to, "a", "b", "c");
      },
      (to) => send(to, "d"),
      (to) => {
        send(to, "e", "f");
        to.onResponseEnd?.(controller, {});
      },
    );
    expect(seen).toEqual(["start", "200", "abc", "d", "ef", "end"]);
  });

  it("keep their order around a large one, which is handed on as it is", async () => {
    expect(await play((to) => send(to, "a", "b", "x".repeat(5000), "c"))).toEqual(["ab", "5000 bytes", "c"]);
  });

  it("come before the error that follows them", async () => {
    const seen = await play((to) => {
      send(to, "a", "b");
      to.onResponseError?.(controller, new Error("reset"));
    });
    expect(seen).toEqual(["ab", "reset"]);
  });

  it("a chunk by itself is not copied", async () => {
    const chunk = Buffer.from("a");
    let given: Buffer | undefined;
    joinChunks((_, handler) => {
      handler.onResponseData?.(controller, chunk);
      return true;
    })(
      { path: "/", method: "GET" },
      {
        onResponseData: (_, data) => {
          given = data;
        },
      },
    );
    await nextTurn();
    expect(given).toBe(chunk);
  });

  it("a handler of the old kind is left alone", () => {
    const old = { onError: () => {}, onRequestSent: () => {} };
    let given: unknown;
    joinChunks((_, handler) => {
      given = handler;
      return true;
    })({ path: "/", method: "GET" }, old);
    expect(given).toBe(old);
  });
});
