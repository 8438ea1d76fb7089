import { cases, connectServer, type KnownFailures, type Report, runConformance, type Subject } from "@sse/conformance";

/** What a run elsewhere is told. It crosses over as JSON. */
export interface RunElsewhere {
  readonly knownFailures?: KnownFailures;
  /** Runs every case (1), or every second (2), third, … @defaultValue 1 */
  readonly sample?: number;
}

/** Runs the suite on a subject, where this module was loaded, against the server behind this control port. */
export async function runSubject(subject: Subject, control: string, { knownFailures, sample = 1 }: RunElsewhere): Promise<Report> {
  const ids = cases.filter((_, index) => index % sample === 0).map(({ id }) => id);
  const server = await connectServer(control);
  try {
    // Browsers make six connections to an origin: with three cases at a time, none waits for another's.
    return await runConformance(subject, { server, knownFailures, ids, jobs: 3 });
  } finally {
    await server.close();
  }
}
