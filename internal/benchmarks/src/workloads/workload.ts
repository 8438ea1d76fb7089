/** A stream in chunks, as a decoder gets it. */
export interface Workload {
  /** Stable, used on the command line and in results.json. */
  id: string;
  title: string;
  /** What to judge it by: `llm` workloads are held against the reference line too. */
  kind: "llm" | "other";
  chunks: () => Uint8Array[];
}
