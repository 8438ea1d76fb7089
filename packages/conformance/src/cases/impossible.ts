import type { CaseContext } from "../case.ts";
import type { ConnectInit, Connection } from "../subject.ts";
import type { SourceCase } from "./group.ts";
import { fetchStandard } from "./specifications.ts";
import { end, head, play, requestCount, untilFailure } from "./streams.ts";

/** Requests that no client can send, however often it tries. */
interface Impossible extends Pick<SourceCase, "id" | "title" | "needs" | "spec"> {
  /** What to ask for instead of `url`. */
  request(url: URL): { readonly url: string; readonly init?: Partial<ConnectInit> };
}

const impossible: readonly Impossible[] = [
  {
    id: "scheme-that-cannot-be-fetched",
    title: "A URL whose scheme can't be fetched",
    spec: fetchStandard("scheme-fetch"),
    request: ({ host, pathname }) => ({ url: `gopher://${host}${pathname}` }),
  },
  {
    id: "url-without-a-scheme",
    title: "A URL that begins with a host name, whose colon looks like a scheme's,",
    spec: fetchStandard("scheme-fetch"),
    request: ({ port, pathname }) => ({ url: `localhost:${port}${pathname}` }),
  },
  {
    id: "header-name-that-cannot-be-sent",
    title: "A header name that holds a space",
    spec: fetchStandard("header-name"),
    needs: ["headers"],
    request: ({ href }) => ({ url: href, init: { headers: { "x custom": "1" } } }),
  },
  {
    id: "get-with-a-body",
    title: "A GET with a body",
    spec: fetchStandard("dom-request"),
    needs: ["method", "body"],
    request: ({ href }) => ({ url: href, init: { method: "GET", body: "hello" } }),
  },
  {
    id: "credentials-in-the-url",
    title: "A URL that holds a user name and a password",
    spec: fetchStandard("dom-request"),
    request: ({ host, pathname }) => ({ url: `http://user:secret@${host}${pathname}` }),
  },
];

/** A case for each such request: it is a TypeError, and nothing is sent. */
export function refusedAtOnce(
  idEnding: string,
  titleEnding: string,
  open: (t: CaseContext, url: string, init?: Partial<ConnectInit>) => Promise<Connection>,
): readonly SourceCase[] {
  return impossible.map(({ id, title, request, ...needed }) => ({
    ...needed,
    id: `${id}-${idEnding}`,
    title: `${title} ${titleEnding}`,
    async run(t) {
      const script = play(t, head, end);
      const { url, init } = request(new URL(script.url));
      const { error } = await untilFailure(t, open(t, url, init));
      // By its name: it may come from another realm.
      t.ok(error instanceof Object && "name" in error && error.name === "TypeError", "what is thrown is a TypeError", {
        expected: "TypeError",
        got: String(error),
      });
      await requestCount(t, script, 0);
    },
  }));
}
