// Prints a language model's answer as it comes, and says why when it doesn't come whole.
import { connectSSE, type EventSource, isSSEError } from "@sse/fetch";

/** Asks the model, over any of the clients. */
type Ask = (url: string, prompt: string, signal: AbortSignal) => Promise<EventSource<unknown>>;

const overFetch: Ask = (url, prompt, signal) => {
  const headers = { "content-type": "application/json" };
  return connectSSE(fetch, "POST", url, { headers, body: JSON.stringify({ prompt }), signal, until: "[DONE]" });
};

export async function answer(
  url: string,
  prompt: string,
  signal: AbortSignal,
  write: (text: string) => void,
  ask = overFetch,
): Promise<string> {
  try {
    for await (const event of await ask(url, prompt, signal)) write(event.json<{ token: string }>().token);
    return "complete";
  } catch (error) {
    if (signal.aborted) return "canceled";
    if (isSSEError(error, "ERR_SSE_STATUS")) return `refused with ${error.status}: ${error.json<{ error: string }>().error}`;
    if (isSSEError(error, "ERR_SSE_TRUNCATED")) return `cut short: ${error.body}`;
    throw error;
  }
}
