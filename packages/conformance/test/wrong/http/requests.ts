import { ReferenceStream, Unsendable } from "../../reference-client.ts";
import { SocketStream } from "../../socket-client.ts";
import { type Fault, over, overSockets } from "./clients.ts";

/** A client that does something else to its header fields. */
const sending = (change: (headers: Headers, stream: ReferenceStream) => void): Fault["subject"] =>
  over(
    class extends ReferenceStream {
      override headers(): Headers {
        const headers = super.headers();
        change(headers, this);
        return headers;
      }
    },
  );

export const requests: Record<string, Fault> = {
  "asks with POST unless it is told otherwise": {
    subject: over(
      class extends ReferenceStream {
        override send(url: string, headers: Headers): Promise<Response> {
          this.init.method ??= "POST";
          return super.send(url, headers);
        }
      },
    ),
    fails: `
      request/method-is-get-by-default response/redirect-307-is-followed response/redirect-308-is-followed`,
  },

  "sends fetch's own Accept": {
    subject: sending((headers) => {
      if (headers.get("accept") === "text/event-stream") headers.delete("accept");
    }),
    fails: `
      request/accept-is-text-event-stream response/redirect-301-is-followed response/redirect-302-is-followed
      response/redirect-303-is-followed response/redirect-307-is-followed response/redirect-308-is-followed`,
  },

  "adds its fields to the caller's": {
    subject: sending((headers, { init }) => {
      const { accept, "cache-control": cacheControl } = Object.fromEntries(new Headers(init.headers));
      if (accept !== undefined) headers.append("accept", "text/event-stream");
      if (cacheControl !== undefined) headers.append("cache-control", "no-store");
    }),
    fails: `request/accept-of-the-caller-wins request/caller-can-set-cache-control`,
  },

  "says nothing to caches": {
    subject: sending((headers, { init }) => {
      if (!new Headers(init.headers).has("cache-control")) headers.delete("cache-control");
    }),
    fails: `request/caches-are-told-not-to-answer`,
  },

  "sends the caller's fields twice": {
    subject: sending((headers, { init }) => {
      for (const [name, value] of new Headers(init.headers)) if (name === "x-custom") headers.append(name, value);
    }),
    fails: `
      request/headers-reach-the-server request/patch-sends-its-body request/post-sends-its-body request/put-sends-its-body
      response/redirect-on-one-origin-keeps-the-headers`,
  },

  "writes its fields into the caller's headers": {
    subject: over(
      class extends ReferenceStream {
        override headers(): Headers {
          const { headers } = this.init;
          if (headers !== undefined && !Object.isFrozen(headers) && !new Headers(headers).has("cache-control"))
            headers["cache-control"] = "no-store";
          return super.headers();
        }
      },
    ),
    fails: `request/caller-objects-are-unchanged`,
  },

  "writes header fields as they are, line ends included": {
    subject: overSockets(
      class extends SocketStream {
        override headers(): Headers {
          const { "x-custom": custom = "", ...headers } = this.init.headers ?? {};
          this.raw = custom === "" ? "" : `x-custom: ${custom}\r\n`;
          const own = new Headers(headers);
          if (!own.has("accept")) own.set("accept", "text/event-stream");
          if (!own.has("cache-control")) own.set("cache-control", "no-store");
          if (this.lastEventId !== "") own.set("last-event-id", this.encodeId(this.lastEventId));
          return own;
        }
        raw = "";
        override check(): void {}
        override request(url: string, headers: Headers): string {
          return super.request(url, headers).replace("\r\n", `\r\n${this.raw}`);
        }
      },
    ),
    fails: `
      request/credentials-in-the-url-is-a-type-error request/get-with-a-body-is-a-type-error
      request/header-value-that-cannot-be-sent-is-an-error request/scheme-that-cannot-be-fetched-is-a-type-error
      request/url-without-a-scheme-is-a-type-error`,
  },

  "normalises the URL": {
    subject: over(
      class extends ReferenceStream {
        override send(url: string, headers: Headers): Promise<Response> {
          const normal = new URL(url);
          normal.search = new URLSearchParams(Object.fromEntries(normal.searchParams)).toString();
          return super.send(normal.href, headers);
        }
      },
    ),
    fails: `request/target-is-sent-as-given`,
  },

  "sends its body as JSON, whatever it is": {
    subject: over(
      class extends ReferenceStream {
        override send(url: string, headers: Headers): Promise<Response> {
          if (this.init.body !== undefined) this.init.body = JSON.stringify(this.init.body);
          return super.send(url, headers);
        }
      },
    ),
    fails: `
      request/body-of-a-megabyte-arrives-whole request/patch-sends-its-body request/post-sends-its-body
      request/put-sends-its-body response/redirect-307-keeps-method-and-body response/redirect-308-keeps-method-and-body`,
  },

  "sends 64 KiB of its body": {
    subject: over(
      class extends ReferenceStream {
        override send(url: string, headers: Headers): Promise<Response> {
          if (this.init.body !== undefined) this.init.body = this.init.body.slice(0, 65_536);
          return super.send(url, headers);
        }
      },
    ),
    fails: `request/body-of-a-megabyte-arrives-whole`,
  },

  "leaves Latin-1 to the Last-Event-ID": {
    subject: over(
      class extends ReferenceStream {
        override encodeId(id: string): string {
          return id;
        }
      },
    ),
    fails: `
      request/last-event-id-is-utf-8-beyond-latin-1 request/last-event-id-is-utf-8-beyond-the-bmp
      request/last-event-id-is-utf-8-latin-1 response/redirect-keeps-the-last-event-id`,
  },

  "strips from the Last-Event-ID what is not Latin-1": {
    subject: over(
      class extends ReferenceStream {
        override encodeId(id: string): string {
          return id.replaceAll(/[^\0-\xff]/gu, "");
        }
      },
    ),
    fails: `
      request/last-event-id-is-utf-8-beyond-latin-1 request/last-event-id-is-utf-8-beyond-the-bmp
      request/last-event-id-is-utf-8-latin-1 response/redirect-keeps-the-last-event-id`,
  },

  "sends an empty Last-Event-ID": {
    subject: sending((headers, { init }) => {
      if (init.lastEventId === "") headers.set("last-event-id", "");
    }),
    fails: `request/empty-last-event-id-is-not-sent`,
  },

  "sends the Last-Event-ID that it does not have": {
    subject: sending((headers, { init }) => {
      if (init.lastEventId === undefined) headers.set("last-event-id", "undefined");
    }),
    fails: `request/no-last-event-id-without-one`,
  },

  "sends no Last-Event-ID": {
    subject: sending((headers) => headers.delete("last-event-id")),
    fails: `
      request/last-event-id-is-sent request/last-event-id-is-utf-8-beyond-latin-1
      request/last-event-id-is-utf-8-beyond-the-bmp request/last-event-id-is-utf-8-latin-1 request/last-event-id-of-any-length
      response/redirect-keeps-the-last-event-id`,
  },

  "begins each stream without an ID": {
    subject: over(
      class extends ReferenceStream {
        override connected(): void {
          super.connected();
          this.decoder.lastEventId = this.decoder.id = "";
        }
      },
    ),
    fails: `request/resumed-stream-keeps-the-id request/resumed-stream-knows-its-id`,
  },

  "sends a request again when its connection breaks off, a POST as well": {
    subject: over(
      class extends ReferenceStream {
        override async send(url: string, headers: Headers): Promise<Response> {
          try {
            return await super.send(url, headers);
          } catch {
            return super.send(url, headers);
          }
        }
      },
    ),
    fails: `
      request/failed-post-is-not-repeated response/closed-before-the-header-section response/closed-within-the-header-section
      response/reset-before-the-header-section`,
  },

  "overflows the stack with a long Last-Event-ID": {
    subject: over(
      class extends ReferenceStream {
        override encodeId(id: string): string {
          return String.fromCharCode(...Buffer.from(id));
        }
      },
    ),
    fails: `request/last-event-id-of-any-length`,
  },

  "tells what it cannot send as a failed connection": {
    subject: over(
      class extends ReferenceStream {
        override async open(url: string): Promise<void> {
          await super.open(url).catch((cause: unknown) => {
            throw cause instanceof Unsendable ? new Error("the connection failed", { cause }) : cause;
          });
        }
      },
    ),
    fails: `
      request/credentials-in-the-url-is-a-type-error request/get-with-a-body-is-a-type-error
      request/header-name-that-cannot-be-sent-is-a-type-error request/scheme-that-cannot-be-fetched-is-a-type-error
      request/url-without-a-scheme-is-a-type-error`,
  },

  "leaves out the body of a GET": {
    subject: over(
      class extends ReferenceStream {
        override check(url: string): void {
          if ((this.init.method ?? "GET") === "GET") delete this.init.body;
          super.check(url);
        }
      },
    ),
    fails: `request/get-with-a-body-is-a-type-error`,
  },

  "sends the credentials of a URL": {
    subject: over(
      class extends ReferenceStream {
        override async open(given: string): Promise<void> {
          if (!URL.canParse(given)) return super.open(given);
          const url = new URL(given);
          const { username, password } = url;
          if (username === "") return super.open(given);
          this.init.headers = { ...this.init.headers, authorization: `Basic ${btoa(`${username}:${password}`)}` };
          url.username = url.password = "";
          return super.open(url.href);
        }
      },
    ),
    fails: `request/credentials-in-the-url-is-a-type-error`,
  },
};
