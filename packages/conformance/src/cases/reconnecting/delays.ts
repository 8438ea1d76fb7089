import type { CaseContext } from "../../case.ts";
import type { Step } from "../../server/scenario.ts";
import type { Group, SourceCase } from "../group.ts";
import { html, promise, rfc9110 } from "../specifications.ts";
import { arrives, end, head, nextData, playInTurn, requestCount, send } from "../streams.ts";
import { anotherReconnects, gapBefore, long, reads, short } from "./connections.ts";

/** Milliseconds by which a timer may fire too soon: the resolution of its clock. */
const early = 5;

/** Fails unless request `index` came at least so many milliseconds after the one before. Later is always right, so that no busy machine fails it. */
async function waitsAtLeast(t: CaseContext, script: Parameters<typeof gapBefore>[1], index: number, milliseconds: number): Promise<void> {
  const gap = await gapBefore(t, script, index);
  t.ok(gap >= milliseconds - early, `at least ${milliseconds} ms pass before request ${index + 1}`, { got: `${Math.round(gap)} ms` });
}

/** Twenty clients lose their servers at the same moment: how long each waits, how far the middle half of them is apart, and how late timers were meanwhile. */
async function returns(t: CaseContext, retry: number): Promise<{ retry: number; gaps: number[]; spread: number; lag: number }> {
  const first: Step[] = [head, send(`retry: ${retry}\ndata: 1\n\n`), end];
  const scripts = Array.from({ length: 20 }, () => playInTurn(t, first, long("data: 2\n\n")));
  const reading = Promise.all(scripts.map((script) => reads(t, script, ["1", "2"])));
  const lag = await lagDuring(reading);
  await reading;
  const gaps = (await Promise.all(scripts.map((script) => gapBefore(t, script, 1)))).sort((a, b) => a - b);
  return { retry, gaps, spread: (gaps[14] ?? 0) - (gaps[5] ?? 0), lag };
}

/** By how many milliseconds a timer of this process fires too late at most, while the work is done. */
async function lagDuring(work: Promise<unknown>): Promise<number> {
  let isDone = false;
  const stop = (): void => {
    isDone = true;
  };
  work.then(stop, stop);
  let longest = 0;
  while (!isDone) {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    longest = Math.max(longest, performance.now() - began - 5);
  }
  return longest;
}

export const reconnectionTime: Group = {
  level: "must",
  spec: html("concept-event-stream-reconnection-time"),
  needs: ["reconnect"],
  cases: [
    {
      id: "retry-is-waited-for",
      title: "After the stream's end the client waits at least for the reconnection time",
      async run(t) {
        const script = playInTurn(t, [head, send("retry: 200\ndata: 1\n\n"), end], long("data: 2\n\n"));
        await reads(t, script, ["1", "2"]);
        await waitsAtLeast(t, script, 1, 200);
      },
    },
    {
      id: "retry-of-a-partial-event-counts",
      title: "A reconnection time counts when its line is read, even in an event that is cut off",
      spec: html("event-stream-interpretation"),
      async run(t) {
        const script = playInTurn(t, [head, send("retry: 10\ndata: 1\n\nretry: 200\ndata: cut"), end], long("data: 2\n\n"));
        await reads(t, script, ["1", "2"]);
        await waitsAtLeast(t, script, 1, 200);
      },
    },
    {
      id: "retry-persists",
      title: "A reconnection time holds for later connections that send none",
      async run(t) {
        const script = playInTurn(t, [head, send("retry: 200\ndata: 1\n\n"), end], [head, send("data: 2\n\n"), end], long("data: 3\n\n"));
        await reads(t, script, ["1", "2", "3"]);
        await waitsAtLeast(t, script, 2, 200);
      },
    },
  ],
};

export const delays: Group = {
  level: "must",
  spec: promise("reconnecting"),
  needs: ["reconnect"],
  cases: [
    ...["99999999999", "2147483648", "4294967297"].map(
      (retry): SourceCase => ({
        id: `retry-${retry}-does-not-overflow`,
        title: `A reconnection time of ${retry} ms, which overflows a timer, is a long wait`,
        async run(t) {
          const script = playInTurn(t, [head, send(`retry: ${retry}\ndata: 1\n\n`), end]);
          const iterator = (await t.reconnect(script.url))[Symbol.asyncIterator]();
          await nextData(t, iterator);
          const waiting = Promise.allSettled([iterator.next()]);
          await anotherReconnects(t, 200);
          await requestCount(t, script, 1);
          await t.within(Promise.resolve(iterator.return?.()), "return() settles");
          await t.within(waiting, "the waiting next() settles");
        },
      }),
    ),
    {
      id: "retry-0-does-not-hammer",
      title: "With a reconnection time of 0 and a server that ends each stream at once, there are at most twenty connections a second",
      level: "should",
      async run(t) {
        const script = playInTurn(t, [head, send("retry: 0\ndata: x\n\n"), end]);
        await reads(t, script, ["x", "x", "x", "x"]);
        const gaps = await Promise.all([1, 2, 3].map((index) => gapBefore(t, script, index)));
        const sum = gaps.reduce((total, gap) => total + gap);
        t.ok(sum >= 150 - early, "three new connections take at least 150 ms", { got: `${Math.round(sum)} ms` });
      },
    },
    {
      id: "clean-ends-are-no-failures",
      title: "A server that sends retry and ends each stream is asked again at that pace, however often nothing is new",
      async run(t) {
        const nothing: Step[] = [head, send("retry: 20\n\n"), end];
        const script = playInTurn(t, ...Array.from({ length: 12 }, () => nothing), long("data: new\n\n"));
        // With waits that double, the last of these would come after many times the case's limit.
        await reads(t, script, ["new"]);
      },
    },
    {
      id: "clients-do-not-return-together",
      title: "Clients that lose their server at the same moment don't all return at the same moment",
      level: "should",
      alone: true,
      limit: 10_000,
      host: ["many-connections"],
      async run(t) {
        const rounds = [await returns(t, 400)];
        // On a busy machine, different waits can end together, and equal waits apart. Longer waits stand out from that.
        while (rounds.length < 4 && rounds.every(({ lag }) => lag > 10)) rounds.push(await returns(t, 1200));
        const quiet = rounds.filter(({ lag }) => lag <= 10);
        const judged = quiet.length > 0 ? quiet : rounds;
        t.ok(
          judged.some(({ spread, retry }) => spread > retry / 25),
          "the waits differ",
          {
            expected: "more than a twenty-fifth of the reconnection time between the middle half of 20 waits",
            got: judged
              .map(({ gaps, lag }) => `${gaps.map(Math.round).join(" ")} (timers were up to ${Math.round(lag)} ms late)`)
              .join("; "),
          },
        );
      },
    },
    {
      id: "retry-after-is-waited-for",
      title: "A client that reconnects after a 503 waits for its Retry-After",
      level: "policy",
      spec: rfc9110("10.2.3"),
      policy: { serverErrors: "retried" },
      async run(t) {
        const unavailable: Step[] = [{ do: "head", status: 503, headers: { "retry-after": "1" } }, end];
        const script = playInTurn(t, short("data: 1\n\n"), unavailable, long("data: 2\n\n"));
        await reads(t, script, ["1", "2"]);
        await waitsAtLeast(t, script, 2, 1000);
      },
    },
    {
      id: "one-connection-at-a-time",
      title: "After a drop there is one new connection, not one for each sign of the drop",
      async run(t) {
        const pulse: Step = { do: "repeat", times: 8, steps: [{ do: "delay", milliseconds: 30 }, send(":\n")] };
        const fault: Step[] = [{ do: "delay", milliseconds: 20 }, { do: "raw", text: "zz\r\n" }, { do: "reset" }];
        const script = playInTurn(
          t,
          [head, send("retry: 10\ndata: 1\n\n"), ...fault],
          [head, send("data: 2\n\n"), pulse, send("data: 3\n\n")],
        );
        await reads(t, script, ["1", "2", "3"]);
        await requestCount(t, script, 2);
        t.equal(script.openConnections, 1, "the number of open connections");
      },
    },
    {
      id: "the-old-connection-is-closed",
      title: "A connection that the client gives up for its silence is closed, and not only replaced",
      needs: ["idle-timeout"],
      async run(t) {
        const script = playInTurn(t, long("retry: 10\ndata: 1\n\n"), long("data: 2\n\n"));
        await reads(t, script, ["1", "2"], { idleTimeout: 100 });
        await t.within((await arrives(t, script)).closed, "the server sees the first connection closed");
      },
    },
  ],
};
