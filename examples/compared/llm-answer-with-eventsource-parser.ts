// The same as llm-answer.ts, on eventsource-parser.
import { createParser } from "eventsource-parser";

export async function answer(url: string, prompt: string, signal: AbortSignal, write: (text: string) => void): Promise<string> {
  try {
    const headers = { accept: "text/event-stream", "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ prompt }), signal });
    if (!response.ok) {
      const { error }: { error: string } = await response.json();
      return `refused with ${response.status}: ${error}`;
    }
    if (!response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      throw new Error(`Expected an event stream, got ${response.headers.get("content-type")}`);
    }
    let complete = false;
    let rest = "";
    const parser = createParser({
      onEvent({ data }) {
        complete ||= data === "[DONE]";
        if (complete) return;
        const { token }: { token: string } = JSON.parse(data);
        write(token);
      },
    });
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      parser.feed(text);
      if (complete) return "complete";
      // What comes after the last event often says why there is no more.
      rest = (rest + text).split("\n\n").at(-1) ?? "";
    }
    return `cut short: ${rest}`;
  } catch (error) {
    if (signal.aborted) return "canceled";
    throw error;
  }
}
