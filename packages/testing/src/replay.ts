import { readFileSync } from "node:fs";
import { type Clock, expectOptions } from "@sse/core";
import { isRecording, parseRecording } from "./recording.ts";
import { type ScriptedResponse, sseResponse } from "./sse-response.ts";
import type { Step } from "./step.ts";

/** What {@link replay} takes besides the file; everything has a default. */
export interface ReplayOptions {
  /** Whether chunks come as far apart as they did. @defaultValue `true` */
  readonly delays?: boolean | undefined;
  /** Whose time the delays wait. @defaultValue the runtime's, which may be a test runner's fake timers */
  readonly clock?: Clock | undefined;
}

/**
 * Plays a recording: the same bytes in the same chunks, as far apart as they came, and the same end.
 *
 * ```ts
 * import { connectSSE } from "@sse/fetch";
 * import { appTransport } from "@sse/testing";
 * import { replay } from "@sse/testing/node";
 *
 * const answer = replay("chat.sse", { delays: false });
 * const source = await connectSSE(appTransport(answer).fetch, "POST", "/chat");
 * ```
 *
 * @param file - the file's path or URL, or the recording's text
 * @throws TypeError when it isn't a recording.
 */
export function replay(file: string | URL, options: ReplayOptions = {}): ScriptedResponse {
  expectOptions(options);
  const text = typeof file === "string" && isRecording(file) ? file : readFileSync(file, "utf8");
  const { status, contentType, chunks, end, endedAt } = parseRecording(text);
  const steps: Step[] = [];
  let last = 0;
  const wait = (at: number): void => {
    if (options.delays !== false && at > last) steps.push({ delay: at - last });
    last = at;
  };
  for (const { at, bytes } of chunks) {
    wait(at);
    steps.push({ raw: bytes });
  }
  if (end !== "open") wait(endedAt);
  steps.push(end === "open" ? { stall: true } : end === "drop" ? { drop: true } : { end: true });
  return sseResponse(steps, { status, headers: contentType === undefined ? {} : { "content-type": contentType }, clock: options.clock });
}
