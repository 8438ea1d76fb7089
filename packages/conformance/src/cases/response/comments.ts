import type { Group } from "../group.ts";
import { promise } from "../specifications.ts";
import { clientCloses, end, head, nextData, play, send } from "../streams.ts";

export const comments: Group = {
  level: "must",
  spec: promise("comments"),
  needs: ["connect", "comments"],
  cases: [
    {
      id: "comments-keep-their-place",
      title: "Comments are reported in their place among the events, in one chunk as well",
      async run(t) {
        const order: string[] = [];
        const script = play(t, head, send(": a\n\ndata: 1\n\n:b\n:  c\ndata: 2\n: d\n\ndata: 3\n\n:\n\n"), end);
        const onComment = (comment: string): void => void order.push(`comment ${JSON.stringify(comment)}`);
        for await (const { data } of await t.connect(script.url, { onComment })) order.push(`event ${data}`);
        const expected = ['comment "a"', "event 1", 'comment "b"', 'comment " c"', 'comment "d"', "event 2", "event 3", 'comment ""'];
        t.equal(order, expected, "comments and events in the order in which they are seen");
      },
    },
    {
      id: "comment-is-reported-at-once",
      title: "A comment is reported when it comes, while the loop waits for an event",
      async run(t) {
        let reported = (_: string): void => {};
        const comment = new Promise<string>((resolve) => {
          reported = resolve;
        });
        const script = play(
          t,
          head,
          send("data: 1\n\n"),
          { do: "wait", for: "first" },
          send(": ping\n"),
          { do: "wait", for: "comment" },
          end,
        );
        const iterator = (await t.connect(script.url, { onComment: reported }))[Symbol.asyncIterator]();
        await nextData(t, iterator);
        const waiting = iterator.next();
        script.release("first");
        t.equal(await t.within(comment, "the comment is reported"), "ping", "the comment");
        script.release("comment");
        t.equal((await t.within(waiting, "the waiting next() settles")).done, true, "what the waiting next() says of being done");
      },
    },
    {
      id: "close-from-a-comment-loses-no-event",
      title: "close() from a comment ends the loop after the events that came before the comment",
      async run(t) {
        const script = play(t, head, send("data: 1\n\ndata: 2\n\n: bye\n\ndata: 3\n\n"));
        const data: string[] = [];
        const connection = await t.connect(script.url, { onComment: () => connection.close() });
        const reading = (async () => {
          for await (const event of connection) data.push(event.data);
        })();
        await t.within(reading, "the loop ends, without an error");
        t.equal(data, ["1", "2"], "the events' data");
        await clientCloses(t, script);
      },
    },
  ],
};
