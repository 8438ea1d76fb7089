import type { CaseContext } from "../../case.ts";
import { Milestones } from "../../server/milestones.ts";
import type { Connection } from "../../subject.ts";
import { collectGarbage } from "../garbage.ts";
import type { Group } from "../group.ts";
import { abortSignals, html, promise } from "../specifications.ts";
import { clientCloses, end, head, play, send, settled } from "../streams.ts";

const open = [head, send("data: 1\n\n")];

/** Runs `action` and returns the warnings that the process printed meanwhile, where the host tells them. */
async function warningsDuring(t: CaseContext, action: () => Promise<void>): Promise<string[]> {
  const warnings: string[] = [];
  const stop = t.host.onWarning?.((warning) => warnings.push(warning));
  if (stop) t.cleanup(stop);
  await action();
  await settled();
  return warnings;
}

/** So many connections at a time as the host opens, and no more than `most`. */
const atOnce = ({ host }: CaseContext, most: number): number => Math.min(most, host.maxConnections ?? most);

export const leftovers: Group = {
  level: "must",
  alone: true,
  spec: promise("closing"),
  needs: ["connect"],
  cases: [
    {
      id: "two-hundred-connections-leave-no-socket",
      title: "200 connections that are opened and closed, in all ways in turn, leave no socket, no warning and no uncaught rejection",
      limit: 15_000,
      async run(t) {
        const script = play(t, ...open);
        const leave: ((connection: Connection) => Promise<void>)[] = [
          async (connection) => {
            for await (const _ of connection) break;
          },
          async (connection) => {
            for await (const _ of connection) void connection.close();
          },
          async (connection) => {
            await connection[Symbol.asyncIterator]().return?.();
          },
          async (connection) => void connection.close(),
        ];
        const warnings = await warningsDuring(t, async () => {
          const count = atOnce(t, 200);
          for (let opened = 0; opened < 200; opened += count) {
            const connecting = Array.from({ length: count }, () => t.connect(script.url));
            const connections = await t.within(Promise.all(connecting), `${count} connections open`);
            await t.within(script.connections(count), `the server sees ${count} connections`);
            const left = connections.map((connection, index) => leave[(opened + index) % leave.length]?.(connection));
            await t.within(Promise.all(left), `all ${count} are left`);
            await t.within(script.connections(0), `the server sees all ${count} sockets close`);
          }
        });
        t.equal(warnings, [], "the process's warnings");
      },
    },
    {
      id: "ended-streams-leave-no-socket",
      title: "A stream that the server ends leaves no half-open socket",
      async run(t) {
        const script = play(t, ...open, end);
        await Promise.all(Array.from({ length: 10 }, async () => t.collect(await t.connect(script.url))));
        await t.within(script.connections(0), "the server sees the sockets close");
      },
    },
    {
      id: "a-long-lived-signal-collects-no-listeners",
      title: "A signal that outlives its streams keeps none of their listeners, however they ended",
      level: "should",
      spec: abortSignals,
      needs: ["signal"],
      host: ["listeners"],
      async run(t) {
        const { signal } = new AbortController();
        const streams: [ending: string, url: string, use: (connection: Connection) => Promise<unknown>][] = [
          ["the server's end", play(t, ...open, end).url, (connection) => t.collect(connection)],
          ["a drop", play(t, ...open, { do: "close" }).url, (connection) => t.collect(connection).catch(() => {})],
          ["a refusal", play(t, { do: "head", status: 404 }, end).url, (connection) => t.collect(connection).catch(() => {})],
          ["close()", play(t, ...open).url, async (connection) => connection.close()],
          [
            "break",
            play(t, ...open).url,
            async (connection) => {
              for await (const _ of connection) break;
            },
          ],
        ];
        const warnings = await warningsDuring(t, async () => {
          for (const [ending, url, use] of streams) {
            for (let time = 0; time < 4; time++) {
              // A refused response may already be an error when connecting.
              await t.connect(url, { signal }).then(use, () => {});
            }
            await settled();
            t.equal(t.host.listenersOf?.(signal), 0, `listeners on the signal after four streams ended by ${ending}`);
          }
        });
        t.equal(warnings, [], "the process's warnings");
      },
    },
    {
      id: "one-signal-for-many-streams-warns-nobody",
      title: "Twenty streams at the same time share one signal without a warning, and its abort closes them all",
      level: "should",
      spec: abortSignals,
      needs: ["signal"],
      async run(t) {
        const script = play(t, ...open);
        const controller = new AbortController();
        const warnings = await warningsDuring(t, async () => {
          const count = atOnce(t, 20);
          const connecting = Array.from({ length: count }, () => t.connect(script.url, { signal: controller.signal }));
          await t.within(Promise.all(connecting), `${count} connections open`);
          await t.within(script.connections(count), `the server sees ${count} connections`);
          controller.abort();
          await t.within(script.connections(0), "the server sees all sockets close");
        });
        t.equal(warnings, [], "the process's warnings");
      },
    },
    {
      id: "abort-signal-survives-garbage-collection",
      title: "An abort still ends the stream after garbage was collected, also when it comes through a signal that only the client holds",
      spec: abortSignals,
      needs: ["signal"],
      host: ["garbage-collection"],
      async run(t) {
        const controller = new AbortController();
        const script = play(t, ...open);
        // Nobody but the client refers to the signal that it is given, nor to the connection.
        const seen = new Milestones();
        const reading = (async () => {
          for await (const _ of (await t.subject.connect?.(script.url, { signal: AbortSignal.any([controller.signal]), eventTypes: [] })) ??
            [])
            seen.reach("event");
        })().then(
          () => "a quiet end",
          (error: unknown) => error,
        );
        await t.within(seen.reached("event"), "the first event arrives");
        await collectGarbage(t);
        const why = new Error("the caller has had enough");
        controller.abort(why);
        const thrown = await t.within(reading, "the iteration comes to an end after the abort");
        t.ok(thrown === why, "what is thrown is signal.reason", { got: String(thrown) });
        await clientCloses(t, script);
      },
    },
    {
      id: "open-stream-survives-garbage-collection",
      title: "A stream that is waited for is not collected as garbage: its next event still arrives",
      spec: html("garbage-collection"),
      host: ["garbage-collection"],
      async run(t) {
        const script = play(t, ...open, { do: "wait", for: "collected" }, send("data: 2\n\n"), end);
        const data: string[] = [];
        const seen = new Milestones();
        const reading = (async () => {
          for await (const event of (await t.subject.connect?.(script.url, { eventTypes: [] })) ?? []) {
            data.push(event.data);
            seen.reach("event");
          }
        })();
        await t.within(seen.reached("event"), "the first event arrives");
        await collectGarbage(t);
        script.release("collected");
        await t.within(reading, "the stream is read to its end");
        t.equal(data, ["1", "2"], "the events' data");
      },
    },
    {
      id: "timers-do-not-outlive-the-stream",
      title: "Timeouts of a stream that is over leave no timer that keeps the process alive",
      level: "should",
      needs: ["idle-timeout", "connect-timeout"],
      host: ["timers"],
      async run(t) {
        const timers = (): number => t.host.timers?.() ?? 0;
        const before = timers();
        for (const ending of ["end", "break", "close"] as const) {
          for (let time = 0; time < 5; time++) {
            const script = play(t, ...open, ...(ending === "end" ? [end] : []));
            const connection = await t.connect(script.url, { idleTimeout: 3_600_000, connectTimeout: 3_600_000 });
            for await (const _ of connection) {
              if (ending === "break") break;
              if (ending === "close") void connection.close();
            }
            await t.within(script.connections(0), "the server sees the socket close");
          }
          await settled();
          t.ok(timers() - before < 5, `not one timer for each stream is left after ${ending}`, { expected: before, got: timers() });
        }
      },
    },
  ],
};
