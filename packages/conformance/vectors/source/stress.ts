import { type Group, message, spec, typed, vector } from "./vector.ts";

const count = (n: number) => Array.from({ length: n }, (_, i) => i);

export const stress: Group = {
  name: "stress",
  spec: spec.interpretation,
  needs: [],
  vectors: [
    vector(
      "many-small-events",
      "A thousand events of one character each are delivered, in order",
      count(1000)
        .map((i) => `data:${i % 10}\n\n`)
        .join(""),
      count(1000).map((i) => message(String(i % 10))),
    ),
    vector(
      "many-data-lines",
      "A thousand data lines make one event",
      `${count(1000)
        .map((i) => `data: ${i}\n`)
        .join("")}\n`,
      [message(count(1000).join("\n"))],
    ),
    vector(
      "many-data-lines-crlf",
      "Five hundred data lines that end in CRLF make one event",
      `${count(500)
        .map((i) => `data: ${i}\r\n`)
        .join("")}\r\n`,
      [message(count(500).join("\n"))],
    ),
    vector("many-empty-data-lines", "A thousand empty data lines make one event of 999 line feeds", `${"data\n".repeat(1000)}\n`, [
      message("\n".repeat(999)),
    ]),
    vector("long-line", "A line of 16 KiB is one value", `data: ${"0123456789abcdef".repeat(1024)}\n\ndata: a\n\n`, [
      message("0123456789abcdef".repeat(1024)),
      message("a"),
    ]),
    vector("long-line-of-several-bytes", "A line of 4,096 emoji is one value, wherever it is cut", `data: ${"🎉".repeat(4096)}\n\n`, [
      message("🎉".repeat(4096)),
    ]),
    vector("long-type", "A type of 4 KiB is kept", `event: ${"x".repeat(4096)}\ndata: a\n\n`, [typed("x".repeat(4096), "a")], {
      needs: ["event-type"],
    }),
    vector("long-id", "An ID of 4 KiB is kept", `id: ${"x".repeat(4096)}\ndata: a\n\n`, [message("a", "x".repeat(4096))], {
      needs: ["event-id"],
    }),
    vector("long-unknown-name", "A name of 4 KiB is ignored", `${"x".repeat(4096)}: a\ndata: b\n\n`, [message("b")]),
    vector("many-comments", "A thousand comments dispatch nothing", `${": ping\n\n".repeat(1000)}data: a\n\n`, [message("a")], {
      comments: count(1000).map(() => "ping"),
    }),
    vector(
      "many-blank-lines",
      "A thousand blank lines dispatch nothing",
      `${"\n".repeat(1000)}data: a\n${"\r\n".repeat(1000)}data: b\n\n`,
      [message("a"), message("b")],
    ),
    vector(
      "many-ids",
      "Three hundred events each carry their own ID",
      count(300)
        .map((i) => `id: ${i}\ndata: x\n\n`)
        .join(""),
      count(300).map((i) => message("x", String(i))),
      {
        needs: ["event-id"],
      },
    ),
    vector(
      "many-fields",
      "Three hundred unknown fields leave an event alone",
      `${count(300)
        .map((i) => `field-${i}: ${i}\n`)
        .join("")}data: a\n\n`,
      [message("a")],
    ),
    vector(
      "alternating",
      "Typed and untyped events alternate, and none takes the other's type",
      count(300)
        .map((i) => (i % 2 ? `event: x\ndata: ${i}\n\n` : `data: ${i}\n\n`))
        .join(""),
      count(300).map((i) => (i % 2 ? typed("x", String(i)) : message(String(i)))),
      {
        needs: ["event-type"],
      },
    ),
    vector(
      "many-invalid-bytes",
      "Two thousand invalid bytes become as many U+FFFD",
      ["data: ", Array.from({ length: 2000 }, () => 0xff), "\n\n"],
      [message("\ufffd".repeat(2000))],
      {
        spec: spec.utf8Decoder,
      },
    ),
    vector(
      "mixed-traffic",
      "Tokens, heartbeats, IDs and retries in one stream keep to their own",
      count(100)
        .map((i) => `: ping ${i}\nid: ${i}\nevent: token\nretry: ${i}\ndata: {"t":"${i} é"}\r\n\r\n`)
        .join(""),
      count(100).map((i) => typed("token", `{"t":"${i} é"}`, String(i))),
      {
        reconnectionTime: 99,
      },
    ),
  ],
};
