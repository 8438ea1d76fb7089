// The package has no types of its own; this is what its README documents and the benchmark uses.
declare module "launchdarkly-eventsource" {
  export class EventSource {
    constructor(url: string);
    addEventListener(type: string, listener: (event: { data?: string; message?: string }) => void): void;
    close(): void;
  }
}
