const simplest = "It is the simplest stream that there is: whoever fails it fails nearly every other case.";

/**
 * Cases that no wrong subject fails, each with the reason. A case belongs here only if a subject that fails it would show nothing about it. That
 * such a subject hasn't been written yet isn't a reason.
 */
export const guards: Readonly<Record<string, string>> = {
  "decoding/lf-lf": simplest,
  "decoding/one-line": simplest,
  "decoding/one-space-is-stripped": `${simplest} The cases about other spaces are failed.`,
  "decoding/retry-unset": "A decoder that begins with a reconnection time of its own fails every case that looks at it.",
  "response/one-write": simplest,
  "response/content-type-plain": simplest,
};
