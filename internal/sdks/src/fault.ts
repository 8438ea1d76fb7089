import type { ServerResponse } from "node:http";
import type { Sdk } from "./sdk.ts";
import { openStream } from "./server.ts";

/** What can be wrong with an answer, or with how it is written. */
export interface Fault {
  /** What the guide's table calls it. */
  readonly title: string;
  /** Whether all of the answer is there. */
  readonly isWhole: boolean;
  answer(response: ServerResponse, sdk: Sdk): void;
}

const textOf = (sdk: Sdk, end?: number): string =>
  sdk.answer
    .slice(0, end)
    .map(({ text }) => text)
    .join("");

/** The answer without its end. */
const beginningOf = (sdk: Sdk): string => textOf(sdk, sdk.cutAfter);

/** Half of the event after that. */
function halfAnEvent({ answer, cutAfter }: Sdk): string {
  const text = answer[cutAfter]?.text ?? "";
  return text.slice(0, text.indexOf("data:") + 12);
}

/** A stream that is sent at once and then ends. */
const stream = (title: string, isWhole: boolean, write: (sdk: Sdk) => string): Fault => ({
  title,
  isWhole,
  answer: (response, sdk) => void openStream(response).end(write(sdk)),
});

export const faults = {
  none: stream("nothing", true, textOf),
  truncated: stream("ends too early", false, beginningOf),
  cut: stream("ends inside an event", false, (sdk) => beginningOf(sdk) + halfAnEvent(sdk)),
  stalled: {
    title: "falls silent",
    isWhole: false,
    answer: (response, sdk) => void openStream(response).write(beginningOf(sdk)),
  },
  crlf: stream("CRLF line ends", true, (sdk) => textOf(sdk).replaceAll("\n", "\r\n")),
  comment: stream("a comment first", true, (sdk) => `: hello\n${textOf(sdk)}`),
  mark: stream("a byte order mark", true, (sdk) => `\uFEFF${textOf(sdk)}`),
  error: stream("an error event", false, (sdk) => beginningOf(sdk) + sdk.error),
  refused: {
    title: "status 401",
    isWhole: false,
    answer: (response) => void response.writeHead(401, { "content-type": "application/json" }).end('{"error":{"message":"wrong key"}}'),
  },
} as const satisfies Record<string, Fault>;
