import { isSSEError, SSEError } from "../errors.ts";
import { reasonOf } from "../redact.ts";

/** The error of a source that doesn't try again, with what the last failure told about the response. */
export function gaveUp(attempt: number, cause: unknown, why: string = whyOf(cause)): SSEError {
  const { status, headers, body, response } = isSSEError(cause) ? cause : {};
  return new SSEError("ERR_SSE_GAVE_UP", `Gave up at attempt ${attempt}: ${why}`, { cause, status, headers, body, response });
}

/** Words for a failure: those of a wrapper that threw for a status don't always name the status. */
const whyOf = (error: unknown): string =>
  isSSEError(error, "ERR_SSE_STATUS") ? `${error.code} (${error.message})` : reasonOf(error) || "expected an event, got none";
