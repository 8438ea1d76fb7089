import { expect, test } from "vitest";
import { referenceSubject } from "./reference-client.ts";
import { failuresOf } from "./wrong/http/wrong.ts";

test("the reference client passes every case", { timeout: 60_000 }, async () => {
  expect(await failuresOf(referenceSubject("reference client"))).toEqual([]);
});
