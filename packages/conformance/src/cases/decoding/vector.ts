import type { DeclaredCapability } from "../../capabilities.ts";

/** One decoding vector, as `vectors/decoding.json` publishes it and its JSON schema describes it: a stream, and what comes out of it. */
export interface DecodingVector {
  /** Stable once released. The case's ID is `decoding/` followed by it. */
  readonly id: string;
  /** What kind of rule it is about. */
  readonly group: string;
  readonly title: string;
  readonly spec: string;
  readonly level: "must" | "should";
  readonly needs: readonly DeclaredCapability[];
  /** The whole stream, in base64. */
  readonly bytes: string;
  readonly events: readonly { readonly event: string; readonly data: string; readonly id: string }[];
  /** The last event ID string when the stream has ended. */
  readonly lastEventId: string;
  /** Milliseconds; `null` where the stream set none. */
  readonly reconnectionTime: number | null;
  /** The comments, each without its colon and one following space, where the vector is about them. */
  readonly comments?: readonly string[];
}
