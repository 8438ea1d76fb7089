import { AsyncLocalStorage } from "node:async_hooks";
import { pushConnection, type SubjectEvent } from "@sse/conformance";

/** One answer that an SDK reads. */
interface Answer {
  /** The message that carries a payload. */
  readonly standIn: (payload: string) => unknown;
  /** Whether the response is there: what was parsed before is the SDK's own. */
  responded: boolean;
}

/**
 * The SDKs of language models and agents take JSON only, and the payloads of the cases are text. So `JSON.parse` gives each of these readers a
 * message of its protocol that carries the payload as it is. Everything before that, which is what the cases are about, is the SDK's own.
 */
const answers = new AsyncLocalStorage<Answer>();

const parse = JSON.parse;
JSON.parse = (text, reviver) => {
  const answer = answers.getStore();
  return answer?.responded ? answer.standIn(text) : parse(text, reviver);
};

/** An SDK's `fetch` option: it answers with the body. */
export const answerWith = (body: ReadableStream<Uint8Array<ArrayBuffer>>) => async (): Promise<Response> => {
  const answer = answers.getStore();
  if (answer) answer.responded = true;
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
};

/**
 * What an SDK reads, as events.
 *
 * @param standIn - the message that carries a payload
 * @param messages - asks the SDK for an answer; its messages as events
 */
export async function* readJson(standIn: Answer["standIn"], messages: () => AsyncIterable<SubjectEvent>): AsyncGenerator<SubjectEvent> {
  yield* await pushConnection(({ open, event, end, fail }) => {
    open();
    const read = async (): Promise<void> => {
      for await (const message of messages()) event(message);
    };
    answers.run({ standIn, responded: false }, read).then(end, fail);
    return () => {};
  });
}
