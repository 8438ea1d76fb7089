import { ReferenceStream } from "../../reference-client.ts";
import { faultsAreCaught } from "./wrong.ts";

/** Correct, too: the reference client, where it follows redirects by itself. */
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
    if (response.status === 303) {
      this.init.method = "GET";
      delete this.init.body;
      next.delete("content-type");
    }
    return this.send(target.href, next, redirects + 1);
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

faultsAreCaught({
  "none, where it follows redirects by itself": { Stream: RedirectingStream, fails: [] },

  "looks at no status": {
    Stream: class extends ReferenceStream {
      override isAccepted(status: number, contentType: string): boolean {
        return status === 204 || this.isEventStream(contentType);
      }
    },
    fails: [
      "response/redirect-without-location-is-an-error",
      "response/status-400-is-refused",
      "response/status-401-is-refused",
      "response/status-403-is-refused",
      "response/status-404-is-refused",
      "response/status-429-is-refused",
      "response/status-500-is-refused",
      "response/status-502-is-refused",
      "response/status-503-is-refused",
    ],
  },
  "looks at no content type": {
    Stream: class extends ReferenceStream {
      override isEventStream(): boolean {
        return true;
      }
    },
    fails: [
      "response/content-type-empty-is-refused",
      "response/content-type-html-is-refused",
      "response/content-type-json-is-refused",
      "response/content-type-longer-is-refused",
      "response/content-type-missing-is-refused",
      "response/content-type-of-another-type-is-refused",
      "response/content-type-only-in-a-parameter-is-refused",
      "response/content-type-plain-text-is-refused",
      "response/content-type-with-a-suffix-is-refused",
      "response/stream-of-another-type-is-closed",
    ],
  },
  "compares the content type's beginning": {
    Stream: class extends ReferenceStream {
      override isEventStream(contentType: string): boolean {
        return contentType.toLowerCase().startsWith("text/event-stream");
      }
    },
    fails: [
      "response/content-type-last-in-a-list",
      "response/content-type-longer-is-refused",
      "response/content-type-with-a-suffix-is-refused",
    ],
  },
  "compares the whole content type, as it is written": {
    Stream: class extends ReferenceStream {
      override isEventStream(contentType: string): boolean {
        return contentType === "text/event-stream";
      }
    },
    fails: [
      "response/charset-parameter-is-ignored",
      "response/content-type-given-twice",
      "response/content-type-in-upper-case",
      "response/content-type-last-in-a-list",
      "response/content-type-with-a-parameter",
      "response/content-type-with-a-quoted-parameter",
      "response/content-type-with-spaces-around-its-parameter",
      "response/header-names-in-any-case",
    ],
  },
  "takes 204 for an error": {
    Stream: class extends ReferenceStream {
      override isAccepted(status: number, contentType: string): boolean {
        return status !== 204 && super.isAccepted(status, contentType);
      }
    },
    fails: ["response/status-204-ends-quietly"],
  },
  "asks again after 204": {
    Stream: class extends ReferenceStream {
      override async open(url: string): Promise<void> {
        await super.open(url);
        if (this.response.status === 204) await super.open(url);
      }
    },
    fails: ["response/status-204-has-no-events"],
  },
  "hands on credentials when it follows a redirect": {
    Stream: class extends RedirectingStream {
      override withoutCredentials(headers: Headers): Headers {
        return headers;
      }
    },
    fails: ["response/redirect-to-another-origin-drops-credentials"],
  },
  "drops Last-Event-ID and the caller's fields when it follows a redirect": {
    Stream: class extends RedirectingStream {
      override redirected(): Headers {
        return new Headers({ accept: "text/event-stream" });
      }
    },
    fails: ["response/redirect-keeps-the-last-event-id", "response/redirect-on-one-origin-keeps-the-headers"],
  },
  "follows redirects for ever": {
    Stream: class extends RedirectingStream {
      override readonly mostRedirects = Number.POSITIVE_INFINITY;
    },
    fails: ["response/redirect-loop-is-an-error"],
  },
  "takes a drop for the stream's end": {
    Stream: class extends ReferenceStream {
      override dropped(): void {
        this.end();
      }
    },
    fails: [
      "closing/abort-after-a-drop-leaves-the-error",
      "response/chunk-size-that-is-none",
      "response/content-length-not-reached",
      "response/corrupt-compression-is-an-error",
      "response/cut-within-a-chunk",
      "response/dropped-compressed-stream-is-an-error",
      "response/events-before-a-drop-are-delivered",
      "response/last-chunk-missing",
      "response/reading-on-after-an-error-ends",
      "response/reset-before-the-first-event",
      "response/reset-while-waiting",
    ],
  },
  "forgets the drop's cause": {
    Stream: class extends ReferenceStream {
      override dropped(): void {
        this.fail(new Error("the connection broke off"));
      }
    },
    fails: ["response/reset-while-waiting"],
  },
  "waits for the byte after a CR": {
    Stream: class extends ReferenceStream {
      held = new Uint8Array();
      override decode(bytes: Uint8Array): void {
        const all = Buffer.concat([this.held, bytes]);
        const whole = all.at(-1) === 13 ? all.length - 1 : all.length;
        this.held = all.subarray(whole);
        super.decode(all.subarray(0, whole));
      }
    },
    fails: ["response/event-that-ends-in-cr-cr", "response/event-whose-last-lf-is-missing"],
  },
  "delivers the unfinished event at the end": {
    Stream: class extends ReferenceStream {
      override end(): void {
        if (!this.ended && this.failure === undefined && this.data !== "") this.dispatch();
        super.end();
      }
    },
    fails: ["response/unfinished-event-is-discarded"],
  },
});
