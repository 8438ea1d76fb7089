/**
 * What the scripted server does with a request, as data: the same JSON works in process and over the control port.
 * `docs/server.md` describes it for clients in any language.
 */
export interface Scenario {
  /** One list of steps for each request to the scenario's URL, in order of arrival; the last list serves every later request too. */
  readonly exchanges: readonly (readonly Step[])[];
}

/** Bytes, as text (sent as UTF-8) or as base64 where they are not text. */
export type Content = { readonly text: string; readonly base64?: never } | { readonly base64: string; readonly text?: never };

export type ContentCoding = "gzip" | "deflate" | "br";

/** How the body's end is told: by chunks, by the connection's end, or by this many bytes (right or wrong, as the case wants). */
export type Framing = "chunked" | "close" | number;

export interface HeadStep {
  readonly do: "head";
  /** @defaultValue 200 */
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  /** @defaultValue "1.1" */
  readonly version?: "1.0" | "1.1" | undefined;
  /** A list sends one line for each value. `Connection: close` and the framing's own line are added. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** @defaultValue "chunked", or "close" with version 1.0 */
  readonly framing?: Framing | undefined;
  /** Adds `Content-Encoding`, compresses the `body` steps that follow, and flushes after each of them. */
  readonly coding?: ContentCoding | undefined;
}

export interface BytesStep {
  /** `body` goes through the head's coding and framing; `raw` writes these bytes and no others. */
  readonly do: "body" | "raw";
  /** Send the content this many times in a row, as one piece. @defaultValue 1 */
  readonly times?: number | undefined;
  /** Cut into pieces of this many bytes, each with a chunk and a write of its own. */
  readonly pieces?: number | undefined;
}

export type Step =
  | HeadStep
  | (BytesStep & Content)
  /** Sends the request back as the data of one event: `{method, target, headers: [[name, value], …], body}`, the body in base64. */
  | { readonly do: "echo" }
  /** Says that this point was reached, then goes on when the scenario's `for` was released (at once when it was before). */
  | { readonly do: "wait"; readonly for: string }
  /** Says that this point was reached: everything before it is with the operating system. */
  | { readonly do: "mark"; readonly name: string }
  | { readonly do: "delay"; readonly milliseconds: number }
  /** Without `times`, until the connection closes. */
  | { readonly do: "repeat"; readonly times?: number | undefined; readonly steps: readonly Step[] }
  /** Ends the body as its framing says, with trailers when given, and closes the connection in order. */
  | { readonly do: "end"; readonly trailers?: Readonly<Record<string, string>> | undefined }
  /** Closes the connection in order (FIN), whatever the framing had promised. */
  | { readonly do: "close" }
  /** Breaks the connection off (RST). */
  | { readonly do: "reset" };

const names = ["head", "body", "raw", "echo", "wait", "mark", "delay", "repeat", "end", "close", "reset"] as const;

/** The scenario in a value that came as JSON. @throws TypeError that names the place and what was expected there. */
export function parseScenario(value: unknown): Scenario {
  const { exchanges } = object(value, "the scenario");
  if (!Array.isArray(exchanges) || exchanges.length === 0) fail("exchanges", "a non-empty array of lists of steps", exchanges);
  return { exchanges: exchanges.map((steps: unknown, index) => parseSteps(steps, `exchanges[${index}]`)) };
}

function parseSteps(value: unknown, at: string): Step[] {
  if (!Array.isArray(value)) fail(at, "a list of steps", value);
  return value.map((step: unknown, index) => parseStep(step, `${at}[${index}]`));
}

function parseStep(value: unknown, at: string): Step {
  const step = object(value, at);
  const name = names.find((candidate) => candidate === step.do);
  switch (name) {
    case "head": {
      const version = step.version;
      if (version !== undefined && version !== "1.0" && version !== "1.1") fail(`${at}.version`, '"1.0" or "1.1"', version);
      const coding = step.coding;
      if (coding !== undefined && coding !== "gzip" && coding !== "deflate" && coding !== "br")
        fail(`${at}.coding`, "gzip, deflate or br", coding);
      const framing = step.framing;
      return {
        do: name,
        status: optional(step.status, whole, `${at}.status`),
        reason: optional(step.reason, string, `${at}.reason`),
        version,
        headers: optional(step.headers, headerFields, `${at}.headers`),
        framing: framing === "chunked" || framing === "close" ? framing : optional(framing, whole, `${at}.framing`),
        coding,
      };
    }
    case "body":
    case "raw":
      return {
        do: name,
        ...("base64" in step ? { base64: string(step.base64, `${at}.base64`) } : { text: string(step.text, `${at}.text`) }),
        times: optional(step.times, whole, `${at}.times`),
        pieces: optional(step.pieces, positive, `${at}.pieces`),
      };
    case "wait":
      return { do: name, for: string(step.for, `${at}.for`) };
    case "mark":
      return { do: name, name: string(step.name, `${at}.name`) };
    case "delay":
      return { do: name, milliseconds: duration(step.milliseconds, `${at}.milliseconds`) };
    case "repeat":
      return { do: name, times: optional(step.times, whole, `${at}.times`), steps: parseSteps(step.steps, `${at}.steps`) };
    case "end":
      return { do: name, trailers: optional(step.trailers, strings, `${at}.trailers`) };
    case "echo":
    case "close":
    case "reset":
      return { do: name };
    case undefined:
      return fail(`${at}.do`, `one of ${names.join(", ")}`, step.do);
  }
}

function fail(at: string, expected: string, got: unknown): never {
  throw new TypeError(`${at}: expected ${expected}, got ${JSON.stringify(got) ?? "nothing"}`);
}

function object(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(at, "an object", value);
  return Object.fromEntries(Object.entries(value));
}

function string(value: unknown, at: string): string {
  return typeof value === "string" ? value : fail(at, "a string", value);
}

function whole(value: unknown, at: string): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : fail(at, "a whole number", value);
}

function duration(value: unknown, at: string): number {
  return typeof value === "number" && value >= 0 && value < 2 ** 31 ? value : fail(at, "milliseconds", value);
}

function positive(value: unknown, at: string): number {
  return whole(value, at) || fail(at, "a number above 0", value);
}

function strings(value: unknown, at: string): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value, at)).map(([name, text]) => [name, string(text, `${at}.${name}`)]));
}

function headerFields(value: unknown, at: string): Record<string, string | string[]> {
  const field = (content: unknown, where: string): string | string[] =>
    Array.isArray(content) ? content.map((item: unknown) => string(item, where)) : string(content, where);
  return Object.fromEntries(Object.entries(object(value, at)).map(([name, content]) => [name, field(content, `${at}.${name}`)]));
}

function optional<T>(value: unknown, parse: (value: unknown, at: string) => T, at: string): T | undefined {
  return value === undefined ? undefined : parse(value, at);
}
