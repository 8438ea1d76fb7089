import { expect, test } from "vitest";
import { referenceSubject } from "./reference-client.ts";
import { reconnectingSubject } from "./reference-reconnection.ts";
import { failuresOf, httpCases } from "./wrong/http/wrong.ts";

test("the reference client passes every case", { timeout: 60_000 }, async () => {
  expect(await failuresOf(referenceSubject("reference client"), httpCases)).toEqual([]);
});

test("the reference reconnection passes every case", { timeout: 60_000 }, async () => {
  expect(await failuresOf(reconnectingSubject("reference reconnection"), httpCases)).toEqual([]);
});
