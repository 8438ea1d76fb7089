// The package has no types of its own; this is what its README documents and the binding uses.
declare module "launchdarkly-eventsource" {
  interface LaunchDarklyEvent {
    type: string;
    data?: string;
    lastEventId?: string;
    message?: string;
  }
  interface LaunchDarklyInit {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    initialRetryDelayMillis?: number;
  }
  export class EventSource {
    constructor(url: string, init?: LaunchDarklyInit);
    addEventListener(type: string, listener: (event: LaunchDarklyEvent) => void): void;
    close(): void;
  }
}
