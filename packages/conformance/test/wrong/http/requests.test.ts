import { ReferenceStream } from "../../reference-client.ts";
import { faultsAreCaught } from "./wrong.ts";

faultsAreCaught({
  "sends fetch's own Accept": {
    Stream: class extends ReferenceStream {
      override headers(): Headers {
        const headers = super.headers();
        if (headers.get("accept") === "text/event-stream") headers.delete("accept");
        return headers;
      }
    },
    fails: [
      "request/accept-is-text-event-stream",
      "response/redirect-301-is-followed",
      "response/redirect-302-is-followed",
      "response/redirect-303-is-followed",
      "response/redirect-307-is-followed",
      "response/redirect-308-is-followed",
    ],
  },
  "adds its Accept to the caller's": {
    Stream: class extends ReferenceStream {
      override headers(): Headers {
        const headers = new Headers(this.init.headers);
        headers.append("accept", "text/event-stream");
        headers.append("cache-control", "no-store");
        if (this.lastEventId !== "") headers.set("last-event-id", this.encodeId(this.lastEventId));
        return headers;
      }
    },
    fails: ["request/accept-of-the-caller-wins", "request/caller-can-set-cache-control"],
  },
  "writes its fields into the caller's headers": {
    Stream: class extends ReferenceStream {
      override headers(): Headers {
        const { headers } = this.init;
        if (headers !== undefined && !Object.isFrozen(headers) && !new Headers(headers).has("cache-control"))
          headers["cache-control"] = "no-store";
        return super.headers();
      }
    },
    fails: ["request/caller-objects-are-unchanged"],
  },
  "leaves Latin-1 to the Last-Event-ID": {
    Stream: class extends ReferenceStream {
      override encodeId(id: string): string {
        return id;
      }
    },
    fails: [
      "request/last-event-id-is-utf-8-beyond-latin-1",
      "request/last-event-id-is-utf-8-beyond-the-bmp",
      "request/last-event-id-is-utf-8-latin-1",
      "response/redirect-keeps-the-last-event-id",
    ],
  },
  "strips from the Last-Event-ID what is not Latin-1": {
    Stream: class extends ReferenceStream {
      override encodeId(id: string): string {
        return id.replaceAll(/[^\0-\xff]/gu, "");
      }
    },
    fails: [
      "request/last-event-id-is-utf-8-beyond-latin-1",
      "request/last-event-id-is-utf-8-beyond-the-bmp",
      "request/last-event-id-is-utf-8-latin-1",
      "response/redirect-keeps-the-last-event-id",
    ],
  },
  "sends an empty Last-Event-ID": {
    Stream: class extends ReferenceStream {
      override headers(): Headers {
        const headers = super.headers();
        if (this.init.lastEventId === "") headers.set("last-event-id", "");
        return headers;
      }
    },
    fails: ["request/empty-last-event-id-is-not-sent"],
  },
  "sends a request again when its connection breaks off, a POST too": {
    Stream: class extends ReferenceStream {
      override async send(url: string, headers: Headers): Promise<Response> {
        try {
          return await super.send(url, headers);
        } catch {
          return super.send(url, headers);
        }
      }
    },
    fails: [
      "request/failed-post-is-not-repeated",
      "response/closed-before-the-header-section",
      "response/closed-within-the-header-section",
      "response/reset-before-the-header-section",
    ],
  },
});
