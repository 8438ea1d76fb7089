import { ServerSentEvent } from "@sse/core";
import { expect, it } from "vitest";
import { makeScreen, type Output } from "./screen.ts";

function shown(output: Omit<Output, "write">, env: Record<string, string>, event: ServerSentEvent): string {
  let text = "";
  makeScreen({ ...output, write: (piece) => (text += piece) }, env).event("ky", event);
  return text;
}

const event = new ServerSentEvent("tick", "x".repeat(200), "7");

it("colours a terminal, and cuts what would break its columns", () => {
  const text = shown({ isTTY: true, columns: 60 }, {}, event);
  expect(text).toContain("\x1b[33mky    \x1b[0m");
  expect(text).toMatch(/tick {8}#7 x{24}…\n$/);
});

it.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("does not colour a terminal that says %j", (env) => {
  expect(shown({ isTTY: true, columns: 60 }, env, event)).not.toContain("\x1b");
});

it("writes all of an event to a log, in plain text", () => {
  expect(shown({}, {}, event)).toMatch(/^ {3}0\.\d\d s {2}ky {6}tick {8}#7 x{200}\n$/);
});

it("shows control characters rather than obeying them", () => {
  expect(shown({}, {}, new ServerSentEvent("a\x1bb", "1\n2\x9b3\x7f4\t5"))).toMatch(/ a\\u001bb {2} {2}1\\n2\\u009b3\\u007f4\\t5\n$/);
});
