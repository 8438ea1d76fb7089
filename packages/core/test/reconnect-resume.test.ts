import { describe, expect, test } from "vitest";
import { filter } from "../src/compose/index.ts";
import { type ConnectOptions, type ReconnectableEvent, type ReconnectOptions, reconnect } from "../src/index.ts";
import { type Answer, ManualClock, Origin, runUntil } from "./reconnect-world.ts";

const gone: Answer = { do: "respond", status: 204 };
const drop = (...chunks: string[]): Answer => ({ do: "stream", chunks, after: "drop" });
const end = (...chunks: string[]): Answer => ({ do: "stream", chunks, after: "end" });

const sent = (origin: Origin) =>
  origin.requests.map(({ headers }) => headers["last-event-id"] && Buffer.from(headers["last-event-id"], "latin1").toString());

async function play(
  answers: Answer[],
  options: ReconnectOptions = {},
  method: (attempt: number) => string = () => "GET",
  given: ConnectOptions = {},
) {
  const clock = new ManualClock();
  const origin = new Origin((_, request) => answers[request - 1] ?? gone);
  const source = reconnect((resume, { attempt }) => origin.connectSSE({ ...given, ...resume }, method(attempt)), { clock, ...options });
  const events: { data: string; id: string }[] = [];
  let error: unknown;
  const consume = async () => {
    try {
      for await (const { data, id } of source) events.push({ data, id });
    } catch (thrown) {
      error = thrown;
    }
  };
  await runUntil(consume(), clock);
  return { events, error, ids: sent(origin), methods: origin.requests.map(({ method }) => method), source };
}

test("sends the last event ID, and keeps it over drops before a new one", async () => {
  const { ids, events } = await play([
    drop("id: 1\ndata: a\n\n"),
    drop(),
    { do: "refuse" },
    drop("data: b\n\n"),
    end("id: 2\ndata: c\n\n"),
  ]);
  expect(ids).toEqual([undefined, "1", "1", "1", "1", "2"]);
  expect(events).toEqual([
    { data: "a", id: "1" },
    { data: "b", id: "1" },
    { data: "c", id: "2" },
  ]);
});

test("begins with the caller's lastEventId", async () => {
  expect((await play([drop("data: a\n\n")], { lastEventId: "7" })).ids).toEqual(["7", "7"]);
});

test("an ID counts at its block's end, also without data; an empty one resets", async () => {
  const { ids } = await play([drop("id: 1\ndata: a\n\nid: 2\n\nid: 3\ndata: cut off"), drop("id\ndata: b\n\n"), end()]);
  expect(ids).toEqual([undefined, "2", undefined, undefined]);
  // An event without an ID of its own comes after it.
  expect((await play([drop("id: 1\ndata: a\n\nid: 2\n\ndata: b\n\n")])).ids).toEqual([undefined, "2"]);
});

test("IDs are sent in UTF-8; one that no header can carry is not sent, with a warning", async () => {
  const warnings: string[] = [];
  const onWarning = (warning: string) => warnings.push(warning);
  expect((await play([drop("id: é✓\ndata: a\n\n")], { onWarning })).ids).toEqual([undefined, "é✓"]);
  expect(warnings).toEqual([]);
  const { ids, source } = await play([drop("id: a\u0001b\ndata: a\n\n"), drop("data: b\n\n"), end("id: 2\ndata: c\n\n")], { onWarning });
  expect(ids).toEqual([undefined, undefined, undefined, "2"]);
  expect(source.lastEventId).toBe("2");
  const warning = 'TypeError: last-event-id: expected header text, got "\\u0001"';
  expect(warnings).toEqual([warning, warning]);
});

test("the position is that of the event before the one in the loop's body", async () => {
  const clock = new ManualClock();
  const origin = new Origin((_, request) => (request === 1 ? end("id: 1\ndata: a\n\nid: 2\ndata: b\n\n") : gone));
  const source = reconnect((resume) => origin.connectSSE(resume), { clock });
  const positions: string[] = [];
  const consume = async () => {
    for await (const _ of source) positions.push(source.lastEventId);
  };
  await runUntil(consume(), clock);
  expect(positions).toEqual(["", "1"]);
  expect(source.lastEventId).toBe("2");
});

test("dedupe drops what was delivered before, but no event without an ID of its own", async () => {
  const all = "id: 1\ndata: a\n\ndata: x\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n";
  const data = async (options: ReconnectOptions) => (await play([drop(all), end(all)], options)).events.map(({ data }) => data).join("");
  expect(await data({})).toBe("axbcaxbc");
  expect(await data({ dedupe: true })).toBe("axbcx");
});

test("a third party's connection needs to be iterable and to close, no more", async () => {
  const clock = new ManualClock();
  const closed: number[] = [];
  const source = reconnect(
    (_, { attempt }): AsyncIterable<ReconnectableEvent & { text: string }> & { close(): void } => ({
      async *[Symbol.asyncIterator]() {
        yield { text: `${attempt}a` };
        yield { text: `${attempt}b`, id: String(attempt) };
        throw new Error("terminated");
      },
      close: () => closed.push(attempt),
    }),
    { clock },
  );
  const seen: string[] = [];
  const consume = async () => {
    for await (const { text } of source) if (seen.push(text) === 5) break;
  };
  await runUntil(consume(), clock);
  expect(seen).toEqual(["1a", "1b", "2a", "2b", "3a"]);
  expect(source.lastEventId).toBe("2");
  expect(closed).toEqual([1, 2, 3]);
});

test("GET, HEAD and QUERY are repeated; another method only with replay, and is refused before anything is sent", async () => {
  for (const method of ["GET", "HEAD", "QUERY"])
    expect((await play([drop("data: a\n\n")], {}, () => method)).methods).toEqual([method, method]);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    const { methods, error, events } = await play([drop("data: a\n\n")], {}, () => method);
    expect(methods).toEqual([method]);
    expect(events).toHaveLength(1);
    expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_DISCONNECTED" } });
    expect(String(error)).toContain(`expected replay: true and a new body to repeat ${method}`);
    expect((await play([drop("data: a\n\n")], { replay: true }, () => method)).methods).toEqual([method, method]);
  }
});

test("a POST without an answer may have been received: it is not repeated either", async () => {
  const { methods, error } = await play([{ do: "refuse" }], {}, () => "POST");
  expect(methods).toEqual(["POST"]);
  expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_CONNECT" } });
});

test("a POST that was answered to its end is done", async () => {
  const { methods, error, events } = await play([end("data: a\n\n")], {}, () => "POST");
  expect({ methods, error, count: events.length }).toEqual({ methods: ["POST"], error: undefined, count: 1 });
});

test("POST first, GET afterwards, as the caller's connect has it", async () => {
  const { methods, ids, error } = await play([drop("id: 1\ndata: a\n\n"), end("id: 2\ndata: b\n\n")], {}, (attempt) =>
    attempt > 1 ? "GET" : "POST",
  );
  expect({ methods, ids, error }).toEqual({ methods: ["POST", "GET", "GET"], ids: [undefined, "1", "2"], error: undefined });
});

test("a body that is a stream is sent once, unless each attempt makes a new one", async () => {
  const stream = () => new Blob(["x"]).stream();
  const once = stream();
  const { methods, error } = await play([drop("data: a\n\n")], { replay: true }, () => "POST", { body: once });
  expect(methods).toEqual(["POST"]);
  expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_DISCONNECTED" } });
  expect(String(error)).toContain("a new body");
  expect((await play([end("data: a\n\n")], {}, () => "QUERY", { body: once })).error).toMatchObject({ code: "ERR_SSE_GAVE_UP" });
  expect((await play([drop("data: a\n\n")], { replay: true }, () => "POST", { body: "again and again" })).methods).toHaveLength(2);
  const fresh = {
    get body() {
      return stream();
    },
  };
  expect((await play([drop("data: a\n\n")], { replay: true }, () => "POST", fresh)).methods).toHaveLength(2);
});

test("a store is loaded once before the first attempt and saves each position before the next event, one at a time", async () => {
  const log: string[] = [];
  const { ids, events } = await play([drop("id: 4\ndata: a\n\nid: 5\ndata: b\n\n"), end("id: 6\ndata: c\n\n")], {
    lastEventId: "1",
    store: {
      async load() {
        log.push("load");
        return "3";
      },
      async save(id) {
        log.push(`save ${id}`);
        await undefined;
        log.push(`saved ${id}`);
      },
    },
    onStateChange: (state) => log.push(state),
  });
  expect(ids).toEqual(["3", "5", "6"]);
  expect(events).toHaveLength(3);
  expect(log).toEqual([
    ...["load", "connecting", "open", "save 4", "saved 4", "save 5", "saved 5", "waiting"],
    ...["connecting", "open", "save 6", "saved 6", "waiting", "connecting", "closed"],
  ]);
});

test("what a store throws ends the iteration as it is", async () => {
  const failure = new Error("disk full");
  const fail = () => {
    throw failure;
  };
  const answers = [drop("id: 1\ndata: a\n\nid: 2\ndata: b\n\n")];
  expect(await play(answers, { store: { load: fail, save() {} } })).toMatchObject({ error: failure, events: [] });
  const { error, events } = await play(answers, { store: { load: () => null, save: () => Promise.reject(failure) } });
  expect({ error, data: events.map(({ data }) => data) }).toEqual({ error: failure, data: ["a"] });
});

test("event.ack() is there with manual acknowledgement only, and moves the position over the longest acknowledged run", async () => {
  const clock = new ManualClock();
  const origin = new Origin((_, request) =>
    request === 1 ? end("id: 1\ndata: a\n\nid: 2\ndata: b\n\ndata: c\n\nid: 4\ndata: d\n\n") : gone,
  );
  const saved: string[] = [];
  const store = { load: () => "", save: (id: string) => void saved.push(id) };
  const source = reconnect((resume) => origin.connectSSE(resume), { clock, ack: "manual", store });
  const acks: (() => void)[] = [];
  const consume = async () => {
    for await (const event of source) if (acks.push(() => event.ack()) === 4) break;
  };
  await runUntil(consume(), clock);
  const positions = [3, 1, 0, 2].map((index) => {
    acks[index]?.();
    return source.lastEventId;
  });
  expect(positions).toEqual(["", "", "2", "4"]);
  // Acknowledged after the loop was left, and saved nevertheless.
  await Promise.resolve();
  await expect.poll(() => saved).toEqual(["4"]);
  const plain = reconnect((resume) => origin.connectSSE(resume));
  for await (const event of plain) {
    // @ts-expect-error: there is no ack() without ack: "manual"
    event.ack();
  }
});

test("a POST whose answer ends inside an event isn't done: over HTTP/2 a cut can look like a clean end", async () => {
  const { methods, error } = await play([end("data: a\n\ndata: cut o")], {}, () => "POST");
  expect(methods).toEqual(["POST"]);
  expect(error).toMatchObject({ code: "ERR_SSE_GAVE_UP", cause: { code: "ERR_SSE_DISCONNECTED" } });
  // A GET goes on after the last complete event, and an event that is never complete isn't a failure there.
  expect((await play([end("id: 1\ndata: a\n\ndata: cut o"), end("data: b\n\n")])).ids).toEqual([undefined, "1", "1"]);
});

// #concept-event-stream-last-event-id belongs to the source, not to one connection.
test("events without an ID don't take the position back, even on connections that were opened without Last-Event-ID", async () => {
  const clock = new ManualClock();
  const answers = [drop("id: 5\ndata: a\n\n"), drop("data: b\n\n"), drop("data: c\n\nid: 6\ndata: d\n\ndata: e\n\n"), end("data: f\n\n")];
  const origin = new Origin((_, request) => answers[request - 1] ?? gone);
  const positions: string[] = [];
  // As callers do who send the position in the URL.
  const source = reconnect(
    ({ lastEventId, ...resume }) => {
      positions.push(lastEventId);
      return origin.connectSSE(resume);
    },
    { clock },
  );
  const consume = async () => {
    for await (const _ of source);
  };
  await runUntil(consume(), clock);
  expect(positions).toEqual(["", "5", "5", "6", "6"]);
  expect(source.lastEventId).toBe("6");
});

test("dedupe drops the first event of a connection when the server's replay begins with the last one", async () => {
  const inclusive = [
    drop("id: 1\ndata: a\n\nid: 2\ndata: b\n\n"),
    drop("id: 2\ndata: b\n\nid: 3\ndata: c\n\n"),
    drop("data: no ID\n\n"),
    end("id: 3\ndata: c\n\n"),
  ];
  const data = async (options: ReconnectOptions) => (await play(inclusive, options)).events.map((event) => event.data);
  expect(await data({ dedupe: true })).toEqual(["a", "b", "c", "no ID"]);
  expect(await data({})).toEqual(["a", "b", "b", "c", "no ID", "c"]);
  // A position from the options or a store counts as delivered.
  expect((await play([end("id: 2\ndata: b\n\nid: 3\ndata: c\n\n")], { dedupe: true, lastEventId: "2" })).events).toHaveLength(1);
});

describe("dedupe tells an event that the server repeats from one that only inherits the ID", () => {
  const first = drop("id: 1\ndata: a\n\nid: 2\ndata: b\n\n");
  test.each([
    ["after a greeting without an ID", "data: hello\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n", ["hello", "c"]],
    ["after two greetings", "data: hello\n\nevent: info\ndata: again\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n", ["hello", "again", "c"]],
    ["after a comment", ": hello\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n", ["c"]],
    ["after a block with only a retry", "retry: 10\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n", ["c"]],
    ["after a block with only the ID", "id: 2\n\ndata: x\n\ndata: y\n\nid: 3\ndata: c\n\n", ["x", "y", "c"]],
    ["after a block with only an earlier ID", "id: 1\n\ndata: x\n\nid: 3\ndata: c\n\n", ["x", "c"]],
    ["twice in a row", "id: 2\ndata: b\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\nid: 3\ndata: c\n\n", ["c"]],
    ["with events without an ID between", "data: x\n\nid: 2\ndata: b\n\ndata: y\n\nid: 2\ndata: b\n\ndata: z\n\n", ["x", "y", "z"]],
    ["not if no event has an ID", "data: x\n\ndata: x\n\n", ["x", "x"]],
  ])("%s", async (_, stream, expected) => {
    for (const chunks of [[stream], stream.split(/(?<=\n\n)/), [...stream]]) {
      expect((await play([first, end(...chunks)], { dedupe: true })).events.map(({ data }) => data)).toEqual(["a", "b", ...expected]);
    }
  });

  test("also through a composition", async () => {
    const clock = new ManualClock();
    const answers = [first, end("data: hello\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n")];
    const origin = new Origin((_, request) => answers[request - 1] ?? gone);
    const source = reconnect(async (resume) => filter(await origin.connectSSE(resume), () => true), { clock, dedupe: true });
    const data: string[] = [];
    const consume = async () => {
      for await (const event of source) data.push(event.data);
    };
    await runUntil(consume(), clock);
    expect(data).toEqual(["a", "b", "hello", "c"]);
  });
});

test("dedupe remembers the last 1,000 IDs", async () => {
  const event = (id: number) => `id: ${id}\ndata: ${id}\n\n`;
  const all = Array.from({ length: 1_001 }, (_, id) => event(id));
  const { events } = await play([drop(...all), end(event(1), event(500), event(1_000), event(0), event(1_001))], { dedupe: true });
  expect(events.slice(1_001).map(({ data }) => data)).toEqual(["0", "1001"]);
});

test("with dedupe, a drop in the middle of a replay doesn't take the position back", async () => {
  const saved: string[] = [];
  const store = { load: () => "", save: (id: string) => void saved.push(id) };
  const numbered = (...ids: number[]) => ids.map((id) => `id: ${id}\ndata: ${id}\n\n`);
  const answers = [drop(...numbered(1, 2, 3, 4)), drop(...numbered(2, 3)), drop(...numbered(1, 2)), end(...numbered(3, 4, 5))];
  const { events, ids } = await play(answers, { dedupe: true, store });
  expect(events.map(({ data }) => data)).toEqual(["1", "2", "3", "4", "5"]);
  expect(ids).toEqual([undefined, "4", "4", "4", "5"]);
  expect(saved).toEqual(["1", "2", "3", "4", "5"]);
  // What is new to a source moves its position, and so does what follows.
  const fromStore = await play([drop(...numbered(3, 4), "data: no ID\n\n"), end()], { dedupe: true, lastEventId: "4" });
  expect(fromStore.events.map(({ data }) => data)).toEqual(["3", "no ID"]);
  expect(fromStore.ids).toEqual(["4", "4", "4"]);
});

test("a last event ID of any length overflows nothing", async () => {
  const id = "é".repeat(200_000);
  expect((await play([drop(`id: ${id}\ndata: a\n\n`)])).ids).toEqual([undefined, id]);
});

test("an abort in any callback takes effect at once", async () => {
  for (const when of ["connecting", "open", "waiting", "shouldReconnect", "beforeConnect"]) {
    const controller = new AbortController();
    const abort = (at: string) => at === when && controller.abort("mine");
    const clock = new ManualClock();
    const origin = new Origin((_, request) => [drop("data: a\n\n"), drop("data: b\n\n")][request - 1] ?? gone);
    const source = reconnect((resume) => origin.connectSSE({ ...resume, beforeConnect: () => void abort("beforeConnect") }), {
      clock,
      signal: controller.signal,
      onStateChange: abort,
      shouldReconnect: () => void abort("shouldReconnect"),
    });
    const consume = async () => {
      for await (const _ of source);
    };
    await expect(runUntil(consume(), clock), when).rejects.toBe("mine");
    expect(origin.live).toBe(0);
    expect(clock.pending).toBe(0);
    if (when === "connecting" || when === "beforeConnect") expect(origin.requests).toEqual([]);
  }
});
