import { ReferenceStream } from "../../reference-client.ts";
import { type Fault, over } from "./clients.ts";

/** Correct as well: the reference client, where it follows redirects by itself. */
class RedirectingStream extends ReferenceStream {
  readonly mostRedirects: number = 20;

  override async send(url: string, headers: Headers, redirects = 0): Promise<Response> {
    const { method = "GET", body = null } = this.init;
    const response = await fetch(url, { method, headers, body, redirect: "manual", signal: this.controller.signal });
    const location = response.headers.get("location");
    if (location === null || response.status < 300 || response.status > 399) return response;
    if (redirects === this.mostRedirects) throw new Error("too many redirects");
    await response.body?.cancel();
    const target = new URL(location, url);
    const next = this.redirected(headers, target.origin === new URL(url).origin);
    if (this.becomesGet(response.status)) {
      this.init.method = "GET";
      delete this.init.body;
      next.delete("content-type");
    }
    return this.send(target.href, next, redirects + 1);
  }

  becomesGet(status: number): boolean {
    return status === 303;
  }

  redirected(headers: Headers, sameOrigin: boolean): Headers {
    return sameOrigin ? headers : this.withoutCredentials(headers);
  }

  withoutCredentials(headers: Headers): Headers {
    headers.delete("authorization");
    headers.delete("cookie");
    return headers;
  }
}

export const redirects: Record<string, Fault> = {
  "follows redirects by itself, and rightly": { subject: over(RedirectingStream), fails: `` },

  "turns every request into GET when it follows a redirect": {
    subject: over(
      class extends RedirectingStream {
        override becomesGet(): boolean {
          return true;
        }
      },
    ),
    fails: `response/redirect-307-keeps-method-and-body response/redirect-308-keeps-method-and-body`,
  },

  "keeps method and body whatever the redirect": {
    subject: over(
      class extends RedirectingStream {
        override becomesGet(): boolean {
          return false;
        }
      },
    ),
    fails: `response/redirect-303-asks-with-get`,
  },

  "hands on credentials when it follows a redirect": {
    subject: over(
      class extends RedirectingStream {
        override withoutCredentials(headers: Headers): Headers {
          return headers;
        }
      },
    ),
    fails: `response/redirect-to-another-origin-drops-credentials`,
  },

  "drops Last-Event-ID and the caller's fields when it follows a redirect": {
    subject: over(
      class extends RedirectingStream {
        override redirected(): Headers {
          return new Headers({ accept: "text/event-stream" });
        }
      },
    ),
    fails: `
      response/redirect-keeps-the-last-event-id response/redirect-on-one-origin-keeps-the-headers`,
  },

  "follows redirects for ever": {
    subject: over(
      class extends RedirectingStream {
        override readonly mostRedirects = Number.POSITIVE_INFINITY;
      },
    ),
    fails: `response/redirect-loop-is-an-error`,
  },

  "follows redirects although it says that it refuses them": {
    subject: over(ReferenceStream, { policies: { redirects: "refused", compression: "decompressed", noContent: "ends" } }),
    fails: `response/redirect-is-refused`,
  },
};
