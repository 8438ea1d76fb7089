import { expectOptions } from "../expect-options.ts";
import type { SSEOptions } from "./connect.ts";

/** A record, so that the compiler notices when an option is missing here. */
const OURS: Readonly<Record<keyof SSEOptions, true>> = {
  signal: true,
  lastEventId: true,
  connectTimeout: true,
  idleTimeout: true,
  maxEventSize: true,
  until: true,
  contentType: true,
  onComment: true,
  emptyEvents: true,
  trace: true,
  clock: true,
  beforeConnect: true,
};

/**
 * Separates the options of {@link SSEOptions} from those of the HTTP client, for adapters of clients that refuse options which they don't know.
 *
 * `signal` is among ours: the transport gets another signal with each request.
 *
 * @returns ours, then the client's. Neither has members that weren't given.
 */
export function splitOptions<Options extends SSEOptions>(
  options: Options,
): [Pick<Options, keyof Options & keyof SSEOptions>, Omit<Options, keyof SSEOptions>] {
  expectOptions(options);
  const entries = Object.entries(options);
  const isOurs = ([name]: [string, unknown]): boolean => Object.hasOwn(OURS, name);
  return [
    Object.fromEntries(entries.filter(isOurs)) as Pick<Options, keyof Options & keyof SSEOptions>,
    Object.fromEntries(entries.filter((entry) => !isOurs(entry))) as Omit<Options, keyof SSEOptions>,
  ];
}
