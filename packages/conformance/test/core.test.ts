import { testConformance } from "../src/vitest.ts";
import { coreDecoder } from "./core-decoder.ts";

testConformance(coreDecoder, { categories: ["decoding"] });
