import type { DecodingVector } from "../src/cases/decoding/vector.ts";
import { groups } from "./source/index.ts";

/** The published form of every vector. */
export const published: readonly DecodingVector[] = groups.flatMap((group) =>
  group.vectors.map((source) => ({
    id: source.id,
    group: group.name,
    title: source.title,
    spec: source.spec ?? group.spec,
    level: source.level ?? "must",
    needs: [...new Set([...group.needs, ...(source.needs ?? [])])],
    bytes: btoa(String.fromCharCode(...source.bytes)),
    events: [...source.events],
    lastEventId: source.lastEventId ?? source.events.at(-1)?.id ?? "",
    reconnectionTime: source.reconnectionTime ?? null,
    ...(source.comments && { comments: source.comments }),
  })),
);

/** The published file: one vector a line, so that a change of one shows as one line. */
export const file = `{
  "$schema": "./decoding.schema.json",
  "version": 1,
  "vectors": [
${published.map((vector) => `    ${JSON.stringify(vector)}`).join(",\n")}
  ]
}
`;
