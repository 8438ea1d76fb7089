import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const named = (value: { readonly type: string }): string => `event: ${value.type}\n${data(value)}`;

const chat = (delta: object, finish_reason: string | null = null): string =>
  data({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] });
const text = (value: string, more: object = {}): string => data({ candidates: [{ content: { parts: [{ text: value }] }, ...more }] });
const delta = (value: string): string =>
  named({ type: "content_block_delta", ...{ index: 0, delta: { type: "text_delta", text: value } } });

/** What each API answers, as its documentation writes it. Each says "Hello!". */
const answers: Readonly<Record<string, readonly string[]>> = {
  "/v1/chat/completions": [
    chat({ role: "assistant", content: "" }),
    chat({ content: "Hel" }),
    chat({ content: "lo!" }),
    chat({}, "stop"),
    "data: [DONE]\n\n",
  ],
  "/v1/responses": [
    named({ type: "response.created", ...{ sequence_number: 0 } }),
    named({ type: "response.output_text.delta", ...{ sequence_number: 1, delta: "Hel" } }),
    named({ type: "response.output_text.delta", ...{ sequence_number: 2, delta: "lo!" } }),
    named({ type: "response.completed", ...{ sequence_number: 3, response: { status: "completed" } } }),
  ],
  "/v1/messages": [
    named({ type: "message_start", ...{ message: { role: "assistant", content: [], usage: {} } } }),
    named({ type: "content_block_start", ...{ index: 0, content_block: { type: "text", text: "" } } }),
    named({ type: "ping" }),
    delta("Hel"),
    delta("lo!"),
    named({ type: "content_block_stop", ...{ index: 0 } }),
    named({ type: "message_delta", ...{ delta: { stop_reason: "end_turn" }, usage: {} } }),
    named({ type: "message_stop" }),
  ],
  "/v1beta/models/gemini-3-pro:streamGenerateContent": [text("Hel"), text("lo!", { finishReason: "STOP" })].map((block) =>
    block.replaceAll("\n", "\r\n"),
  ),
};

/** Stands in for the APIs of language models, so that the documents' programs run. */
export class ModelAPIs {
  readonly #server: Server = createServer((request, response) => {
    const blocks = answers[(request.url ?? "").replace(/\?.*/, "")];
    request.resume();
    if (!blocks) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const block of blocks) response.write(block);
    return response.end();
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  /** A program that talks to this server instead. */
  standIn(program: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return program.replaceAll(/https:\/\/(?:api\.openai|api\.anthropic|generativelanguage\.googleapis)\.com/g, `http://127.0.0.1:${port}`);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
