import { ReferenceDecoder } from "@sse/reference";
import { expect, test } from "vitest";
import { decodersAreCaught, failuresOf } from "./caught.ts";
import { growth } from "./growth.ts";

test("the reference decoder passes every case", async () => {
  expect(await failuresOf("reference", ReferenceDecoder)).toEqual([]);
});

decodersAreCaught(growth, 3);
