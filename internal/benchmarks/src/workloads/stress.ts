import { inChunks, many, oneAChunk, type Random, random, token, words } from "./random.ts";
import type { Workload } from "./workload.ts";

/** One delta of a chat completion, about 260 bytes, with the punctuation of the real thing. */
function completionChunk(next: Random): string {
  const delta = JSON.stringify({ index: 0, delta: { content: token(next) }, logprobs: null, finish_reason: null });
  return `data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk","created":1741570283,"model":"gpt-5-mini-2026-08-07","service_tier":"default","system_fingerprint":"fp_fc9f1d7035","choices":[${delta}],"usage":null}\n\n`;
}

const chinese =
  "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运";
const emoji = ["😀", "🚀", "👍🏽", "👩‍👩‍👧", "🎉"];
function chineseText(next: Random, length: number): string {
  const all = Array.from(chinese);
  let text = "";
  for (let i = 0; i < length; i++) text += next(25) === 0 ? emoji[next(emoji.length)] : all[next(all.length)];
  return text;
}

const line16MiB = (size: number) => (): Uint8Array[] => {
  const next = random(4);
  const piece = words(next, 64 * 1024);
  return inChunks(["data: ", piece.repeat(Math.ceil((16 * 1024 * 1024) / piece.length)), "\n\n"], size);
};

const workloads: Omit<Workload, "kind" | "heldOut">[] = [
  {
    id: "llm-token-a-chunk",
    title: "LLM tokens, one event of 260 B a chunk",
    chunks: () => {
      const next = random(1);
      return oneAChunk(many(4000, () => completionChunk(next)));
    },
  },
  {
    id: "llm-16k",
    title: "LLM tokens in 16 KiB chunks",
    chunks: () => {
      const next = random(2);
      return inChunks(
        many(8000, () => completionChunk(next)),
        16 * 1024,
      );
    },
  },
  {
    id: "tiny-64k",
    title: "`data: x` events in 64 KiB chunks",
    chunks: () =>
      inChunks(
        many(60_000, () => "data: x\n\n"),
        64 * 1024,
      ),
  },
  { id: "line-16k", title: "one 16 MiB line in 16 KiB chunks", chunks: line16MiB(16 * 1024) },
  { id: "line-1k", title: "one 16 MiB line in 1 KiB chunks", chunks: line16MiB(1024) },
  {
    id: "data-lines",
    title: "1,000 `data` lines an event, 16 KiB chunks",
    chunks: () => {
      const next = random(6);
      return inChunks(
        many(30, () => `${many(1000, () => `data: ${words(next, 20 + next(60))}\n`).join("")}\n`),
        16 * 1024,
      );
    },
  },
  {
    id: "crlf-16k",
    title: "CRLF line ends, 16 KiB chunks",
    chunks: () => {
      const next = random(7);
      return inChunks(
        many(8000, () => completionChunk(next).replaceAll("\n", "\r\n")),
        16 * 1024,
      );
    },
  },
  {
    id: "chinese",
    title: "Chinese text and emoji, cut anywhere",
    chunks: () => {
      const next = random(8);
      return inChunks(
        many(4000, () => `data: {"delta":"${chineseText(next, 20 + next(100))}"}\n\n`),
        () => 1 + next(3000),
      );
    },
  },
  {
    id: "bytes",
    title: "one byte a chunk",
    chunks: () => {
      const next = random(9);
      return inChunks(
        many(200, () => completionChunk(next)),
        1,
      );
    },
  },
  {
    id: "heartbeats",
    title: "heartbeat comments, 4 KiB chunks",
    chunks: () => {
      const next = random(10);
      return inChunks(
        many(20_000, (i) => (i % 50 === 0 ? `data: ${words(next, 30)}\n\n` : ": heartbeat\n\n")),
        4096,
      );
    },
  },
  {
    id: "all-fields",
    title: "`id`, `event`, `retry` and `data`, 4 KiB chunks",
    chunks: () => {
      const next = random(11);
      return inChunks(
        many(10_000, (i) => `id: ${100000 + i}\nevent: update\nretry: ${1000 + (i % 7)}\ndata: ${words(next, 30)}\n\n`),
        4096,
      );
    },
  },
  {
    id: "named-deltas",
    title: "named deltas (`event` and `data`), one event a chunk",
    chunks: () => {
      const next = random(21);
      const delta = () => JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: token(next) } });
      return oneAChunk(many(4000, () => `event: content_block_delta\ndata: ${delta()}\n\n`));
    },
  },
  {
    id: "named-deltas-8k",
    title: "named deltas, a few per chunk, up to 8 KiB",
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
    chunks: () => {
      const next = random(27);
      return inChunks(
        many(2000, () => `data: {"choices":[{"index":0,"delta":{"content":"${token(next)}"},"finish_reason":null}]}\n\n`),
        () => 20 + next(40),
      );
    },
  },
];

/** Streams that no server sends: each goes to the limit of something that decoders do. */
export const stress: Workload[] = workloads.map((workload) => ({ ...workload, kind: "stress", heldOut: false }));
