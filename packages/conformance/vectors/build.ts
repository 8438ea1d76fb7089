import { writeFile } from "node:fs/promises";
import { file, published } from "./publish.ts";

await writeFile(new URL("decoding.json", import.meta.url), file);
console.log(`${published.length} vectors`);
