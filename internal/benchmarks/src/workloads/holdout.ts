import { inChunks, many, oneAChunk, random, token, words } from "./random.ts";
import type { Workload } from "./workload.ts";

/** Workloads that nothing was tuned on: they say whether the others were. */
export const holdout: Workload[] = [
  {
    id: "named-deltas",
    title: "named deltas (`event` and `data`), one event a chunk",
    kind: "llm",
    chunks: () => {
      const next = random(21);
      const delta = () => JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: token(next) } });
      return oneAChunk(many(4000, () => `event: content_block_delta\ndata: ${delta()}\n\n`));
    },
  },
  {
    id: "named-deltas-8k",
    title: "named deltas, a few per chunk, up to 8 KiB",
    kind: "llm",
    chunks: () => {
      const next = random(22);
      const delta = () => JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: token(next) } });
      return inChunks(
        many(6000, () => `event: content_block_delta\ndata: ${delta()}\n\n`),
        () => 1 + next(8192),
      );
    },
  },
  {
    id: "rpc",
    title: "JSON-RPC messages of 1 to 8 KB with long IDs, one a chunk",
    kind: "other",
    chunks: () => {
      const next = random(23);
      const id = () => many(4, () => next(0x7fffffff).toString(16).padStart(8, "0")).join("-");
      const message = () =>
        JSON.stringify({ jsonrpc: "2.0", id: next(10_000), result: { content: [{ type: "text", text: words(next, 1000 + next(7000)) }] } });
      return oneAChunk(many(400, () => `event: message\nid: ${id()}\ndata: ${message()}\n\n`));
    },
  },
  {
    id: "pretty-json",
    title: "pretty-printed JSON with accents, 10 to 40 `data` lines, cut anywhere",
    kind: "other",
    chunks: () => {
      const next = random(24);
      const lines = () =>
        many(10 + next(30), () => `data:   "${words(next, 8)}": "${words(next, 20)} déjà vu ${words(next, 10)}",\n`).join("");
      return inChunks(
        many(800, () => `data: {\n${lines()}data: }\n\n`),
        () => 1 + next(4096),
      );
    },
  },
  {
    id: "ticks",
    title: "ticks of 40 B with an ID, cut into 64 to 1,500 bytes",
    kind: "other",
    chunks: () => {
      const next = random(25);
      return inChunks(
        many(20_000, (i) => `id: ${i}\ndata: ${next(100_000)}.${next(100)} ${words(next, 16)}\n\n`),
        () => 64 + next(1436),
      );
    },
  },
  {
    id: "cr",
    title: "CR line ends, 4 KiB chunks",
    kind: "other",
    chunks: () => {
      const next = random(26);
      return inChunks(
        many(8000, () => `event: e\rdata: ${words(next, 60)}\r\r`),
        4096,
      );
    },
  },
  {
    id: "small-cuts",
    title: "LLM tokens cut into 20 to 60 bytes",
    kind: "other",
    chunks: () => {
      const next = random(27);
      return inChunks(
        many(2000, () => `data: {"choices":[{"index":0,"delta":{"content":"${token(next)}"},"finish_reason":null}]}\n\n`),
        () => 20 + next(40),
      );
    },
  },
];
