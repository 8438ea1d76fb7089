import { describe, expect, it } from "vitest";
import { runConformance } from "../../src/run.ts";
import { CorrectDecoder, subjectOf } from "./decoder.ts";
import { wrongDecoders } from "./decoders.ts";

/** The cases that each wrong decoder must fail, all of them: what else it failed, it would fail by accident. */
const mustFail: Record<keyof typeof wrongDecoders, string> = {
  "a CRLF that is cut in two is two line ends": `
    cr-lf-is-one-line-end cr-lf-does-not-split-an-event mixed-within-one-event lines-of-crlf-are-joined-by-lf
    event-without-blank-line-crlf many-data-lines-crlf`,

  "a CR alone does not end a line": `
    bom-then-cr cr-cr lf-cr crlf-cr cr-crlf cr-between-data-lines mixed-within-one-event mixed-from-event-to-event
    cr-blank-line-then-lf leading-cr several-blank-lines-cr comment-with-cr finished-by-cr finished-by-lone-cr utf-8-truncated-by-cr
    dispatched-at-cr dispatched-between-cr-and-lf`,

  "lines end where Unicode ends them": `
    line-separator paragraph-separator next-line vertical-tab form-feed information-separators line-separator-alone-on-a-line
    vertical-tab-is-not-stripped`,

  "a line that ends in CR waits for the next character": `
    dispatched-at-cr dispatched-between-cr-and-lf`,

  "the unfinished event is dispatched at the end": `
    cr-lf-is-one-line-end id-is-committed-at-the-blank-line id-of-an-unfinished-event id-of-the-first-unfinished-event
    retry-in-an-unfinished-event event-without-blank-line event-without-blank-line-crlf event-without-blank-line-cr
    last-event-without-blank-line last-of-several-lines unfinished-type unfinished-empty-data unfinished-lone-space`,

  "an event comes with the chunk after it": `
    dispatched-at-the-blank-line dispatched-at-the-blank-line-crlf dispatched-at-a-lone-blank-line
    dispatched-while-the-next-is-unfinished dispatched-at-cr dispatched-between-cr-and-lf`,

  "each chunk is decoded by itself": `
    bom-is-stripped bom-then-event-type bom-then-id bom-in-data bom-at-the-start-of-data bom-before-the-space bom-at-the-end-of-data
    bom-in-every-event line-separator paragraph-separator next-line no-break-space-is-not-stripped ideographic-space-is-not-stripped
    type-non-ascii id-latin-1 id-beyond-latin-1 utf-8-two-bytes utf-8-three-bytes utf-8-four-bytes utf-8-run utf-8-joined-emoji
    utf-8-combining utf-8-right-to-left utf-8-before-a-line-end utf-8-in-the-type utf-8-first-of-two-bytes utf-8-first-of-three-bytes
    utf-8-first-of-four-bytes utf-8-last utf-8-noncharacters utf-8-replacement-character utf-8-before-surrogates
    utf-8-after-surrogates utf-8-two-of-three utf-8-two-of-four utf-8-three-of-four utf-8-truncated-then-valid utf-8-truncated-twice
    utf-8-truncated-by-a-line-end utf-8-truncated-by-cr utf-8-invalid-then-sound long-line-of-several-bytes mixed-traffic`,

  "bytes that are not UTF-8 throw": `
    half-a-bom utf-16-bom comment-invalid-utf-8 id-invalid-utf-8 utf-8-invalid-byte utf-8-two-invalid-bytes utf-8-lone-continuation
    utf-8-four-continuations utf-8-lead-of-two-alone utf-8-lead-of-three-alone utf-8-two-of-three utf-8-two-of-four
    utf-8-three-of-four utf-8-truncated-then-valid utf-8-truncated-twice utf-8-overlong-two utf-8-overlong-line-feed
    utf-8-overlong-three utf-8-overlong-four utf-8-surrogate utf-8-surrogate-pair utf-8-too-large utf-8-five-bytes utf-8-latin-1
    utf-8-truncated-by-a-line-end utf-8-truncated-by-cr utf-8-truncated-by-the-blank-line utf-8-truncated-by-the-colon
    utf-8-invalid-at-the-start-of-a-line utf-8-invalid-after-the-colon utf-8-invalid-alone-on-a-line utf-8-invalid-in-the-type
    utf-8-invalid-then-sound many-invalid-bytes`,

  "no byte order mark is stripped": `
    bom-is-stripped bom-then-event-type bom-then-id bom-in-every-event`,

  "two byte order marks are stripped, by the text decoder and by the parser": `
    two-boms`,

  "an event with empty data is dropped": `
    no-colon empty-value empty-value-after-space empty-value-without-colon empty-data-between-events type-with-empty-data`,

  "only the last data line counts": `
    bom-alone-on-a-later-line cr-lf-does-not-split-an-event cr-between-data-lines mixed-within-one-event
    line-separator-alone-on-a-line space-alone-on-a-line tab-alone-on-a-line comment-between-data-lines no-colon-twice
    field-order-reversed two-lines three-lines lines-of-crlf-are-joined-by-lf two-empty-lines three-empty-lines empty-then-text
    text-then-empty text-empty-text only-the-last-line-feed-is-removed leading-space-of-later-lines indented-json
    retry-does-not-end-an-event utf-8-before-a-line-end utf-8-truncated-by-a-line-end utf-8-truncated-by-cr
    utf-8-invalid-alone-on-a-line many-data-lines many-data-lines-crlf many-empty-data-lines many-data-lines-take-linear-time`,

  "an empty data line is not joined to what follows": `
    no-colon-twice two-empty-lines three-empty-lines empty-then-text many-empty-data-lines`,

  "all white space around a value is stripped": `
    bom-at-the-start-of-data bom-before-the-space bom-at-the-end-of-data bom-in-every-event only-one-space-is-stripped
    trailing-spaces-are-kept tab-is-not-stripped space-then-tab no-break-space-is-not-stripped ideographic-space-is-not-stripped
    vertical-tab-is-not-stripped trailing-tab-is-kept two-spaces leading-space-of-later-lines indented-json type-of-two-spaces
    type-keeps-spaces id-of-two-spaces id-keeps-spaces retry-two-spaces retry-trailing-space retry-tab`,

  "[DONE] ends the stream": `
    done-marker done-marker-does-not-end-the-stream`,

  "a line is divided at its last colon": `
    first-colon-divides two-colons colon-space-colon colon-only-value url-value indented-json json backslashes looks-like-a-field
    looks-like-a-comment type-with-colon id-with-colon mixed-traffic`,

  "a line without a colon is ignored": `
    no-colon no-colon-twice empty-value-without-colon text-empty-text type-without-colon-resets id-without-colon-resets
    many-empty-data-lines`,

  "field names are compared without case": `
    upper-case-name capitalised-name name-case-of-event name-case-of-id name-case-of-retry`,

  "the event type outlives its event": `
    type-is-reset type-is-reset-without-data type-each-its-own id-with-type-but-no-data alternating`,

  "the event type outlives a block without data": `
    type-is-reset-without-data id-with-type-but-no-data`,

  "an empty event field is ignored": `
    type-empty-resets type-without-colon-resets`,

  "the id is committed at its field": `
    id-is-committed-at-the-blank-line id-of-an-unfinished-event id-of-the-first-unfinished-event`,

  "the id of a block without data is lost": `
    id-without-data id-without-data-shows-in-the-next-event id-empty-without-data id-with-type-but-no-data`,

  "the id does not persist": `
    id-persists id-without-data-shows-in-the-next-event id-with-type-but-no-data id-with-null-keeps-the-last`,

  "a blank line after an id dispatches": `
    id-without-data id-without-data-shows-in-the-next-event id-empty-without-data id-with-type-but-no-data`,

  "an empty id is ignored": `
    id-empty-resets id-without-colon-resets id-of-a-space-resets id-reset-within-a-block id-empty-without-data`,

  "an id with U+0000 counts": `
    id-with-null id-with-null-at-the-start id-with-null-at-the-end id-of-null-alone id-with-null-keeps-the-last
    id-with-null-keeps-that-of-its-block`,

  "retry is read leniently": `
    retry-plus-sign retry-decimal retry-decimal-zero retry-exponent retry-hexadecimal retry-trailing-letters retry-two-spaces
    retry-trailing-space retry-tab retry-inner-space retry-underscore retry-comma retry-null`,

  "retry waits for the blank line": `
    retry-counts-at-its-line retry-in-an-unfinished-event`,

  "retry may become infinite": `
    retry-too-large-for-a-number`,

  "what is held is searched anew for every chunk": `
    one-long-line-takes-linear-time long-comments-take-linear-time`,
};

async function failuresOf(name: string, decoder: new () => CorrectDecoder): Promise<string[]> {
  const { results } = await runConformance(subjectOf(name, decoder), { categories: ["decoding"] });
  return results.filter(({ verdict }) => verdict !== "pass").map(({ id }) => id.slice("decoding/".length));
}

describe("a decoder in which", () => {
  it("nothing is wrong passes everything", async () => {
    expect(await failuresOf("correct", CorrectDecoder)).toEqual([]);
  });

  it.each(Object.entries(wrongDecoders))("%s fails the cases about that, and no other", { timeout: 60_000 }, async (name, decoder) => {
    expect(await failuresOf(name, decoder)).toEqual(mustFail[name]?.trim().split(/\s+/));
  });
});
