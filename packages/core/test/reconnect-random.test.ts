import { random } from "@sse/reference";
import { expect, test, vi } from "vitest";
import { isSSEError, type ReconnectOptions, type ReconnectStore, reconnect } from "../src/index.ts";
import { type Answer, ManualClock, Origin, runUntil, settled } from "./reconnect-world.ts";

const runs = 200;

vi.setConfig({ testTimeout: 60_000 });

/** A piece of the log that a server replays from: an event, an event without an ID, or an ID without an event. */
interface Item {
  readonly id: string | undefined;
  readonly data: string | undefined;
}

const itemOf = (index: number, below: (n: number) => number): Item => {
  const kind = below(8);
  const id = `${"né"[below(2)]}${index}`;
  if (kind === 0) return { id: undefined, data: `without ${index}` };
  if (kind === 1) return { id, data: undefined };
  return { id, data: `event ${index}` };
};

const textOf = ({ id, data }: Item): string => `${id === undefined ? "" : `id: ${id}\n`}${data === undefined ? "" : `data: ${data}\n`}\n`;

const cut = (text: string, below: (n: number) => number): string[] => {
  const chunks: string[] = [];
  for (let rest = text; rest; ) {
    const size = 1 + below(below(4) ? 200 : 7);
    chunks.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return chunks;
};

/** A log behind a server that fails in every way there is, but sends what comes after the ID that it is told; and what it promised last. */
function arrange(seed: number, overlaps: readonly number[]) {
  const below = random(seed);
  const items = Array.from({ length: 3 + below(40) }, (_, index) => itemOf(index, below));
  items.push({ id: "last", data: "event at the end" });
  const clock = new ManualClock(() => below(1_000) / 1_000);
  const server = { retry: undefined as number | undefined, retryAfter: 0 };
  const origin = new Origin((lastEventId): Answer => {
    server.retryAfter = 0;
    const kind = below(10);
    if (kind === 0) return { do: "refuse" };
    if (kind < 3) {
      const status = [408, 425, 429, 500, 502, 503, 504][below(7)] ?? 503;
      if (below(2)) return { do: "respond", status };
      const seconds = [0, 3, 20, 99_999_999][below(4)] ?? 0;
      server.retryAfter = seconds * 1_000;
      const value = below(2) ? String(seconds) : new Date(clock.now() + seconds * 1_000).toUTCString();
      return { do: "respond", status, headers: { "retry-after": value } };
    }
    const after = items.findIndex(({ id }) => id !== undefined && id === lastEventId) + 1;
    if (after === items.length || items.slice(after).every(({ data }) => data === undefined)) return { do: "respond", status: 204 };
    // An event is never the first that is repeated: when it is the one resumed after, it cannot be told from one without an ID.
    let from = Math.max(0, after - (overlaps[below(overlaps.length)] ?? 0));
    if (withIds(items.slice(from, after - 1)).length === 0) from = after;
    const sent = items.slice(from, after + below(8));
    let text = sent.map(textOf).join("");
    if (below(3) === 0) {
      server.retry = [0, 5, 1_000, 50_000, 99_999_999_999][below(5)] ?? 0;
      text = `retry: ${server.retry}\n${text}`;
    }
    // An event that is cut off anywhere before its blank line was not sent.
    const unfinished = below(3) ? "" : textOf({ id: "unfinished", data: "unfinished" }).slice(0, 1 + below(20));
    return { do: "stream", chunks: cut(text + unfinished, below), after: below(2) ? "drop" : "end" };
  });
  return { below, items, clock, origin, server };
}

const withIds = (items: readonly Item[]) => items.flatMap(({ id, data }) => (id !== undefined && data !== undefined ? [data] : []));

test("no event with an ID is lost, none is delivered out of order, and there is never a second connection", async () => {
  for (let seed = 0; seed < runs; seed++) {
    const { items, clock, origin, server } = arrange(seed, [0]);
    let ended = false;
    const source = reconnect((resume) => origin.connectSSE(resume), {
      clock,
      onStateChange(state, { delay }) {
        if (state === "closed") ended = true;
        if (state !== "waiting") return;
        const floor = Math.min(Math.max(server.retry ?? 1_000, server.retryAfter, 250), 30_000);
        // A date has whole seconds.
        if (!(delay >= Math.min(floor - 1_000, 24_000) && delay >= 250 && delay <= 30_000))
          expect.fail(`seed ${seed}: waits ${delay} ms, not ${floor} to 30,000`);
      },
    });
    const delivered: string[] = [];
    const consume = async () => {
      for await (const { data } of source) delivered.push(data);
    };
    await runUntil(consume(), clock);
    expect(ended).toBe(true);
    expect(
      delivered.filter((data) => data.startsWith("event")),
      `seed ${seed}`,
    ).toEqual(withIds(items));
    expect({ seed, peak: origin.peak, live: origin.live, timers: clock.pending }).toEqual({ seed, peak: 1, live: 0, timers: 0 });
  }
});

test("with dedupe no event with an ID is delivered twice by a server that repeats some", async () => {
  for (let seed = 0; seed < runs; seed++) {
    const { items, clock, origin } = arrange(seed, [0, 2, 3, 5]);
    const source = reconnect((resume) => origin.connectSSE(resume), { clock, dedupe: true });
    const delivered: string[] = [];
    const consume = async () => {
      for await (const { data } of source) delivered.push(data);
    };
    await runUntil(consume(), clock);
    expect(
      delivered.filter((data) => data.startsWith("event")),
      `seed ${seed}`,
    ).toEqual(withIds(items));
  }
});

test("a consumer that crashes anywhere, and starts again from its store, skips no event and repeats at most the one it was working on", async () => {
  for (let seed = 0; seed < runs; seed++) {
    const { below, items, clock, origin } = arrange(seed, [0]);
    const saved: { id: string } = { id: "" };
    const store: ReconnectStore = {
      load: () => (below(2) ? saved.id : Promise.resolve(saved.id)),
      async save(id) {
        await undefined;
        saved.id = id;
      },
    };
    const processed: string[] = [];
    /** The event with an ID during which the consumer crashed last: the next one with an ID. */
    let interrupted: string | undefined;
    let crashes = 0;
    const live = async () => {
      for await (const { data } of reconnect((resume) => origin.connectSSE(resume), { clock, store })) {
        const hasId = data.startsWith("event");
        if (hasId && interrupted !== undefined) expect(data, `seed ${seed}: the event after a crash`).toBe(interrupted);
        if (hasId) interrupted = undefined;
        if (crashes < 10 && below(5) === 0) {
          crashes++;
          if (hasId) interrupted = data;
          throw new Error("crash");
        }
        processed.push(data);
      }
    };
    const supervise = async () => {
      for (let alive = false; !alive; )
        await live().then(
          () => {
            alive = true;
          },
          (error: Error) => {
            if (error.message !== "crash") throw error;
          },
        );
    };
    await runUntil(supervise(), clock);
    const seen = processed.filter((data) => data.startsWith("event"));
    expect([...new Set(seen)], `seed ${seed}`).toEqual(withIds(items));
    expect(origin.peak).toBe(1);
    // A crash before the body's end repeats the event that it was working on, and those without an ID before it: nothing else.
    expect(seen.length, `seed ${seed}`).toBe(new Set(seen).size);
    expect(interrupted, `seed ${seed}: an event that never came again`).toBeUndefined();
  }
});

test("with manual acknowledgement the position never passes an event that is not acknowledged", async () => {
  for (let seed = 0; seed < runs; seed++) {
    const { below, items, clock, origin } = arrange(seed, [0]);
    const dedupe = below(2) === 1;
    const source = reconnect((resume) => origin.connectSSE(resume), { clock, dedupe, ack: "manual" });
    const order = new Map(items.map(({ id }, index) => [id, index]));
    const acknowledged = new Set<number>();
    const inWork: { ack(): void; index: number }[] = [];
    const check = () => {
      const position = source.lastEventId === "" ? -1 : (order.get(source.lastEventId) ?? expect.fail());
      for (let index = 0; index <= position; index++) {
        const { id, data } = items[index] ?? expect.fail();
        if (id !== undefined && data !== undefined && !acknowledged.has(index)) expect.fail(`seed ${seed}: passed ${data}`);
      }
    };
    const finish = (count: number) => {
      for (let left = count; left > 0 && inWork.length > 0; left--) {
        const [work] = inWork.splice(below(inWork.length), 1);
        if (!work) return;
        acknowledged.add(work.index);
        work.ack();
        check();
      }
    };
    const consume = async () => {
      for await (const event of source) {
        inWork.push({ ack: event.ack, index: event.data.startsWith("event") ? (order.get(event.id) ?? -1) : -1 });
        check();
        if (inWork.length > 4) finish(below(3));
      }
      finish(Number.POSITIVE_INFINITY);
    };
    // What is in work at a drop is finished by the time of the next attempt, or the server would send it for ever.
    await runUntil(consume(), clock, () => finish(2));
    expect(acknowledged.size, `seed ${seed}`).toBeGreaterThanOrEqual(withIds(items).length);
    expect(origin.peak).toBe(1);
  }
});

test("an abort or close() at any time ends all at once and leaves nothing", async () => {
  for (let seed = 0; seed < runs; seed++) {
    const { below, clock, origin } = arrange(seed, [0]);
    const hold = below(3) === 0;
    const answer = origin.answer;
    const holding = new Origin((id, request) =>
      hold && below(4) === 0 ? { do: below(2) ? "hang" : "stream", chunks: [], after: "hold" } : answer(id, request),
    );
    const controller = new AbortController();
    const reason = new Error("enough");
    const source = reconnect((resume) => holding.connectSSE(resume), { clock, signal: controller.signal });
    const moment = below(30);
    const how = below(3);
    let stopped = false;
    const iterator = source[Symbol.asyncIterator]();
    let outcome: unknown = "pending";
    const consume = async () => {
      try {
        while (!(await iterator.next()).done) if (below(4) === 0) await settled();
        outcome = "done";
      } catch (error) {
        outcome = error;
      }
    };
    const running = consume();
    for (let step = 0; outcome === "pending"; step++) {
      if (step === moment) {
        stopped = true;
        if (how === 0) controller.abort(reason);
        else if (how === 1) source.close();
        else void iterator.return?.();
        await settled();
        await settled();
        expect(outcome, `seed ${seed}`).not.toBe("pending");
        break;
      }
      await settled();
      clock.next();
    }
    await running;
    const requests = holding.requests.length;
    clock.next();
    await settled();
    if (stopped) expect(["done", reason], `seed ${seed}`).toContain(outcome);
    expect({ seed, live: holding.live, timers: clock.pending, later: holding.requests.length - requests }).toEqual({
      seed,
      live: 0,
      timers: 0,
      later: 0,
    });
    expect(source.state).toBe("closed");
  }
});

test("every run ends, whatever the server does, within maxConnections", async () => {
  for (let seed = 0; seed < runs; seed++) {
    const below = random(seed);
    const clock = new ManualClock(() => below(1_000) / 1_000);
    const maxConnections = 1 + below(6);
    const answers: Answer[] = [
      { do: "refuse" },
      { do: "respond", status: 503 },
      { do: "respond", status: 401 },
      { do: "respond", status: 200, headers: { "content-type": "text/html" } },
      { do: "stream", chunks: [], after: "end" },
      { do: "stream", chunks: ["data: cut off"], after: "drop" },
      { do: "stream", chunks: ["id: 1\n\n: no event\n\n"], after: "drop" },
    ];
    const origin = new Origin(() => answers[below(answers.length)] ?? expect.fail());
    const options: ReconnectOptions = { clock, maxConnections };
    const consume = async () => {
      for await (const event of reconnect((resume) => origin.connectSSE(resume), options)) expect.fail(event.data);
    };
    // The loop ends as the last attempt ended: quietly only after a clean end.
    const gaveUp = await runUntil(consume(), clock).catch((error: unknown) => isSSEError(error, "ERR_SSE_GAVE_UP"));
    expect([undefined, true]).toContain(gaveUp);
    expect(origin.requests.length).toBeLessThanOrEqual(maxConnections);
    expect(clock.pending).toBe(0);
  }
});
