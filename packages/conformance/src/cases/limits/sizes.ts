import type { CaseContext } from "../../case.ts";
import { Milestones } from "../../server/milestones.ts";
import type { Step } from "../../server/scenario.ts";
import { collectGarbage } from "../garbage.ts";
import type { Group, SourceCase } from "../group.ts";
import { html, promise } from "../specifications.ts";
import { clientCloses, delivers, end, head, play, send, untilFailure } from "../streams.ts";

const mebibyte = 1024 * 1024;

/** Bytes. */
async function memoryAfterCollection(t: CaseContext): Promise<number> {
  await collectGarbage(t);
  return t.host.memoryInUse?.() ?? 0;
}

/** A stream that must fail by `maxEventSize`, and would otherwise never come to an end. */
function tooLargeCase(name: string, title: string, ...body: Step[]): SourceCase {
  return {
    id: name,
    title,
    async run(t) {
      const script = play(t, head, send("data: 1\n\n"), ...body);
      const { data } = await untilFailure(t, t.connect(script.url, { maxEventSize: 65_536 }));
      t.equal(data, ["1"], "the events before the error");
      await clientCloses(t, script);
    },
  };
}

const kilobyte = "x".repeat(1024);

export const sizes: Group = {
  level: "must",
  alone: true,
  spec: html("event-stream-interpretation"),
  needs: ["connect"],
  cases: [
    {
      id: "a-long-line-in-small-pieces",
      title: "A line of 4 MiB in pieces of 4 KiB arrives whole",
      limit: 10_000,
      async run(t) {
        const script = play(t, head, send("data: "), { do: "body", text: "x", times: 4 * mebibyte, pieces: 4096 }, send("\n\n"), end);
        const events = await t.collect(await t.connect(script.url));
        t.equal(
          events.map(({ data }) => data.length),
          [4 * mebibyte],
          "the length of each event's data",
        );
      },
    },
    {
      id: "an-event-of-many-lines",
      title: "An event of 100,000 data lines arrives whole",
      async run(t) {
        const script = play(t, head, { do: "body", text: "data: x\n", times: 100_000, pieces: 16_384 }, send("\n"), end);
        const events = await t.collect(await t.connect(script.url));
        t.equal(events.length, 1, "the number of events");
        t.ok(events[0]?.data === "x\n".repeat(100_000).slice(0, -1), "the data is that of all lines", {
          got: `${events[0]?.data.length} characters`,
        });
      },
    },
    {
      id: "many-events",
      title: "50,000 events arrive, each once",
      limit: 10_000,
      async run(t) {
        const script = play(t, head, { do: "body", text: "data: x\n\n", times: 50_000, pieces: 65_537 }, end);
        let count = 0;
        for await (const event of await t.connect(script.url)) if (event.data === "x") count++;
        t.equal(count, 50_000, "the number of events");
      },
    },
    {
      id: "endless-comments",
      title: "16 MiB of comments before an event do not keep it from arriving",
      limit: 10_000,
      async run(t) {
        const comments: Step = { do: "body", text: ": keep-alive 0123456789 0123456789\n", times: 1872 };
        const script = play(t, head, { do: "repeat", times: 256, steps: [comments] }, send("data: x\n\n"), end);
        await delivers(t, script, ["x"]);
      },
    },
  ],
};

export const maxEventSize: Group = {
  level: "must",
  spec: promise("event-size"),
  needs: ["connect", "max-event-size"],
  cases: [
    {
      id: "event-within-the-limit",
      title: "An event under the limit that the caller sets arrives, as often as it comes",
      async run(t) {
        const script = play(t, head, { do: "body", text: `data: ${"x".repeat(60_000)}\n\n`, times: 10 }, end);
        const events = await t.collect(await t.connect(script.url, { maxEventSize: 65_536 }));
        t.equal(
          events.map(({ data }) => data.length),
          Array.from({ length: 10 }, () => 60_000),
          "the length of each event's data",
        );
      },
    },
    {
      id: "comments-do-not-count-towards-the-limit",
      title: "Complete comment lines don't count towards the limit, however many there are",
      async run(t) {
        const script = play(t, head, { do: "body", text: `: ${kilobyte}\n`, times: 256, pieces: 16_384 }, send("data: x\n\n"), end);
        await delivers(t, script, ["x"], { maxEventSize: 65_536 });
      },
    },
    {
      id: "many-empty-lines-within-the-limit",
      title: "An event of many empty data lines, within the limit, takes no more than four times the limit in memory",
      alone: true,
      limit: 15_000,
      needs: ["comments"],
      host: ["memory"],
      async run(t) {
        const thousand = send("data\n".repeat(1_000));
        // The comment tells when all of the lines have been read.
        const script = play(
          t,
          head,
          { do: "repeat", times: 1_000, steps: [thousand] },
          send(":\n"),
          { do: "wait", for: "measured" },
          send("\n"),
          end,
        );
        const before = await memoryAfterCollection(t);
        const read = new Milestones();
        const connecting = t.connect(script.url, { maxEventSize: mebibyte, onComment: () => read.reach("the lines") });
        const reading = connecting.then((connection) => t.collect(connection));
        await t.within(Promise.race([read.reached("the lines"), reading]), "all lines are read");
        const held = (await memoryAfterCollection(t)) - before;
        script.release("measured");
        const events = await t.within(reading, "the event arrives");
        t.equal(
          events.map(({ data }) => data.length),
          [999_999],
          "the length of each event's data",
        );
        t.ok(held < 4 * mebibyte, "the event takes less than four times the limit", {
          expected: "at most 4 MiB",
          got: `${Math.round(held / 1024)} KiB`,
        });
      },
    },
    tooLargeCase(
      "line-over-the-limit",
      "A line without end is an error at the limit, after the events before it, and closes the socket",
      send("data: "),
      {
        do: "repeat",
        steps: [send(kilobyte)],
      },
    ),
    tooLargeCase("lines-over-the-limit", "An event of lines without end is an error at the limit, and closes the socket", {
      do: "repeat",
      steps: [send(`data: ${kilobyte}\n`)],
    }),
    tooLargeCase("comment-over-the-limit", "A comment line without end is an error at the limit, and closes the socket", send(": "), {
      do: "repeat",
      steps: [send(kilobyte)],
    }),
  ],
};
