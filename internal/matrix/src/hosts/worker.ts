import type { Subject } from "@sse/conformance";
import { runSuite } from "../suite.ts";

interface Worker {
  fetch(request: Request): Promise<Response>;
}

/** Makes the Worker of a cell: it takes its order as a request's body, and answers with its report. */
export function run(subject: Subject): Worker {
  return { fetch: async (request) => Response.json(await runSuite(subject, await request.json())) };
}
