import { cases, connectServer, type KnownFailures, type Report, runConformance, subjectOf } from "@sse/conformance";
import { connectSSE, reconnect } from "@sse/fetch";

/**
 * Runs the suite on the fetch adapter, against the server behind this control port. This is what is bundled, and runs in a browser or a worker.
 *
 * @param sample - runs every case (1), or every second (2), third, …
 */
export async function run(control: string, knownFailures: KnownFailures, sample: number): Promise<Report> {
  const subject = subjectOf((...request) => connectSSE(fetch, ...request), { name: "@sse/fetch", version: "source", reconnect });
  const ids = cases.filter((_, index) => index % sample === 0).map(({ id }) => id);
  const server = await connectServer(control);
  try {
    return await runConformance(subject, { server, knownFailures, ids, jobs: 3 });
  } finally {
    await server.close();
  }
}
