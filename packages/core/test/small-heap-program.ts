/** Decodes an endless event of `data` lines without a value, and prints how that ends: `node --max-old-space-size=80 …`. */
import { isSSEError, SSEDecoder } from "@sse/core";

const chunk = new TextEncoder().encode("data\n".repeat(13_000));
const decoder = new SSEDecoder();
try {
  for (;;) decoder.decode(chunk);
} catch (error) {
  console.log(isSSEError(error) ? error.code : error);
}
