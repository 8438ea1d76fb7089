/** A stream in chunks, as a decoder gets it. */
export interface Workload {
  /** Stable, used on the command line and in results.json. */
  id: string;
  title: string;
  /** The shape of a public protocol, or a stress test that no server sends. */
  kind: "protocol" | "stress";
  /** Whether the decoder was written without looking at how fast it is here. */
  heldOut: boolean;
  chunks: () => Uint8Array[];
}
