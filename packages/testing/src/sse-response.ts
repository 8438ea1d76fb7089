import { type Clock, expectOptions } from "@sse/core";
import { origin, type Playable } from "./app.ts";
import type { AppResponse, Origin } from "./exchange.ts";
import { listenerOf } from "./listener-of.ts";
import type { NodeListener } from "./node-listener.ts";
import { checkScript, dropError, play, type Script } from "./script.ts";
import type { EventMap } from "./step.ts";
import { BODILESS, type StreamHeaders, streamHeaders } from "./stream-headers.ts";
import { type Cut, checkVariation, type LineEnd, type Variation } from "./variation.ts";
import { webResponse } from "./web-response.ts";

/** What {@link sseResponse} takes besides the script. */
export interface SSEResponseOptions {
  /** @defaultValue 200 */
  readonly status?: number | undefined;
  /** Added to `Content-Type: text/event-stream` and `Cache-Control: no-store`, or in their place. */
  readonly headers?: StreamHeaders | undefined;
  /** Whose time a `delay` waits. @defaultValue the runtime's, which may be a test runner's fake timers */
  readonly clock?: Clock | undefined;
}

/** A standard `Response` whose body plays a script, and the same script in other forms. */
export interface ScriptedResponse extends Response, Playable {
  /** The same response, cut into chunks after each byte (`"bytes"`), at random as a seed says, or at offsets in bytes. */
  cut(where: Cut): ScriptedResponse;
  /** The same response with other line ends. `raw` steps keep theirs. */
  lines(end: LineEnd): ScriptedResponse;
  /** A Node listener that plays the script from its beginning for each request: for `http.createServer` and Express. */
  readonly listener: NodeListener;
  /** The same response, from its beginning. */
  clone(): ScriptedResponse;
}

/**
 * Makes a `Response` that plays a script: for handlers of msw, for `fetch` mocks, and for fetch handlers of your own.
 *
 * ```ts
 * import { sseResponse } from "@sse/testing";
 *
 * const handler = () => sseResponse([{ event: "token", data: "Hello" }, { delay: 20 }, { comment: "ping" }, { drop: true }]);
 * ```
 *
 * In Node it has `Transfer-Encoding: chunked`. msw and nock take that for a sign that an error of the body is a broken connection; without it
 * their clients see a clean end.
 *
 * @throws TypeError for a script that can't be played. The steps of a generator are checked one by one, as it yields them.
 */
export function sseResponse<M extends EventMap = EventMap>(script: Script<M>, options: SSEResponseOptions = {}): ScriptedResponse {
  expectOptions(options);
  return scripted(scriptAnswer(script, options), {});
}

/** Answers every request by a script. */
type ScriptAnswer = (variation: Variation, signal: AbortSignal) => AppResponse;

/** @throws TypeError for a script that can't be played. */
function scriptAnswer<M extends EventMap>(script: Script<M>, { status = 200, headers, clock }: SSEResponseOptions): ScriptAnswer {
  const checked = checkScript(script as Script);
  const list = streamHeaders(headers);
  return (variation, signal) => ({
    status,
    statusText: "",
    headers: list,
    body: BODILESS.has(status) ? undefined : play(checked, variation, clock ?? globalThis, signal),
  });
}

function scripted(answer: ScriptAnswer, variation: Variation): ScriptedResponse {
  const answering: Origin = async ({ signal }) => answer(variation, signal);
  const response = webResponse(answer(variation, new AbortController().signal), { url: "", redirected: false }, dropError);
  return Object.assign(response, {
    [origin]: answering,
    cut: (cut: Cut) => scripted(answer, checkVariation({ ...variation, cut })),
    lines: (lines: LineEnd) => scripted(answer, checkVariation({ ...variation, lines })),
    clone: () => scripted(answer, variation),
    listener: listenerOf(answering),
  });
}
