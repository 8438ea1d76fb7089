import { parseSSEStream, runHttpRequest } from "@ag-ui/client";
import { pushConnection, type Subject, type SubjectEvent } from "@sse/conformance";
import { versionOf } from "../version.ts";
import { answerWith, readJson } from "./json-payloads.ts";

/** What it yields has neither types nor IDs. */
const subject: Subject = {
  name: "@ag-ui/client (stream reader)",
  version: versionOf("@ag-ui/client"),
  capabilities: [],
  read: (body) =>
    readJson(
      (payload) => ({ payload }),
      async function* (): AsyncGenerator<SubjectEvent> {
        yield* await pushConnection(({ open, event, end, fail }) => {
          open();
          const subscription = parseSSEStream(runHttpRequest(answerWith(body))).subscribe({
            next: ({ payload }: { readonly payload: string }) => event({ event: "message", data: payload, id: "" }),
            error: fail,
            complete: end,
          });
          return () => subscription.unsubscribe();
        });
      },
    ),
};

export default subject;
