import { readFileSync } from "node:fs";
import { decodeUtf8, ReferenceDecoder } from "@sse/reference";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { vectors } from "../src/cases/decoding/vectors.ts";
import { file } from "../vectors/publish.ts";

const read = (name: string): string => readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8");
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));

describe("the decoding vectors", () => {
  it("are published as their source says: `pnpm vectors` writes the file", () => {
    expect(read("decoding.json") === file).toBe(true);
  });

  it("follow their JSON schema", () => {
    const validate = new Ajv2020({ strict: true, strictTypes: false, formats: {} }).compile(JSON.parse(read("decoding.schema.json")));
    validate(JSON.parse(read("decoding.json")));
    expect(validate.errors).toBeNull();
  });

  it("have an ID each", () => {
    const ids = vectors.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it("are more than 200", () => {
    expect(vectors.length).toBeGreaterThan(200);
  });

  it("say what a decoder says that follows the specification's algorithm step by step", () => {
    for (const { id, bytes, events, lastEventId, reconnectionTime, comments } of vectors) {
      const seen: string[] = [];
      const decoder = new ReferenceDecoder({ onComment: (comment) => seen.push(comment) });
      const decoded = decoder.decode(bytesOf(bytes)).map(({ event, data, id }) => ({ event, data, id }));
      expect({ id, events: decoded, lastEventId: decoder.lastEventId, reconnectionTime: decoder.reconnectionTime ?? null }).toEqual({
        id,
        events,
        lastEventId,
        reconnectionTime,
      });
      if (comments) expect({ id, comments: seen }).toEqual({ id, comments });
    }
  });

  it("are decoded as UTF-8 by the runtime as by the Encoding Standard's steps", () => {
    for (const { id, bytes } of vectors)
      expect({ id, text: decodeUtf8(bytesOf(bytes)) }).toEqual({ id, text: new TextDecoder().decode(bytesOf(bytes)) });
  });

  it("can be told from their titles", () => {
    const titles = vectors.map(({ title }) => title);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });
});
