// The package has no types of its own; this is what its README documents and the binding uses.
declare module "launchdarkly-eventsource" {
  interface LaunchDarklyEvent {
    type: string;
    data?: string;
    lastEventId?: string;
    message?: string;
  }
  export class EventSource {
    constructor(url: string);
    addEventListener(type: string, listener: (event: LaunchDarklyEvent) => void): void;
    close(): void;
  }
}
