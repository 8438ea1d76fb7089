import { expect, test } from "vitest";
import { decodeUtf8, randomStream } from "../src/index.ts";

test("the runtime's TextDecoder, which the reference decoder uses, follows the Encoding Standard's steps (#utf-8-decode)", () => {
  for (let seed = 1; seed <= 2_000; seed++) {
    const bytes = Uint8Array.from(randomStream(seed).chunks.flatMap((chunk) => (typeof chunk === "string" ? [] : [...chunk])));
    expect(decodeUtf8(bytes), `seed ${seed}`).toBe(new TextDecoder().decode(bytes));
  }
});
