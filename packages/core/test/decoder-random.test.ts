import { SSEDecoder } from "@sse/core";
import { test } from "vitest";
import { expectAgreement } from "./agreement.ts";

/** `SSE_RANDOM_STREAMS=100000` for a thorough run, `SSE_RANDOM_SEED` to continue where another run stopped. */
const count = Number(process.env.SSE_RANDOM_STREAMS ?? 5000);
const firstSeed = Number(process.env.SSE_RANDOM_SEED ?? 1);

test(`${count} random streams in random cuts agree with the reference decoder`, { timeout: 60_000 + count }, () =>
  expectAgreement(SSEDecoder, count, firstSeed),
);
