import { type GuardOptions, guardSSE } from "@sse/core/guard";
import { streamHeaders } from "./feed.ts";

/** What an SDK gets for this body through the guard. */
export const guarded = (body: BodyInit | null, options: GuardOptions = {}, init: ResponseInit = {}): Promise<Response> =>
  guardSSE(
    async (_url: string, _init?: RequestInit) => new Response(body, { headers: streamHeaders, ...init }),
    options,
  )("http://h/p?key=SECRET");

/** Reads a body chunk by chunk, as text. */
export function chunksOf({ body }: Response): { next(): Promise<string | undefined>; cancel(): Promise<void> } {
  const reader = body?.getReader();
  return {
    next: async () => {
      const { value } = (await reader?.read()) ?? {};
      return value && new TextDecoder().decode(value);
    },
    cancel: async () => reader?.cancel(),
  };
}

/** Everything that can be read, and the error that ends it. */
export async function readAll(response: Response): Promise<{ text: string; error: unknown }> {
  const chunks = chunksOf(response);
  let text = "";
  try {
    for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) text += chunk;
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}
