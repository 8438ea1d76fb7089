// What a page does that shows how a decoder conforms. It has the same name as in program.mjs, and takes no server.
import { runConformance } from "@sse/conformance";
import { SSEDecoder } from "@sse/core";

/** Runs a case of the suite. */
export async function program() {
  const subject = { name: "decoder", version: "1.0.0", capabilities: [], decode: () => new SSEDecoder() };
  const { results } = await runConformance(subject, { ids: ["decoding/bom-is-stripped"] });
  return results.map(({ verdict }) => verdict);
}
