import { SPACE } from "./codes.ts";

// How a line is read: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
//
// A line's field is recognised by the character codes at its beginning. A line begins at `at`, and its line end is at `end`. So there is always
// a code at `end` to read.

/** The first code of each field's name, and that of a comment. No two names begin with the same letter. */
export const DATA = 100;
export const EVENT = 101;
export const ID = 105;
export const RETRY = 114;
export const COMMENT = 58;

/** What the functions below return for a line that isn't the field they look for, or whose value isn't valid. */
export const NONE = -1;

const COLON = 58;
const A = 97;
const D = 100;
const E = 101;
const N = 110;
const R = 114;
const T = 116;
const V = 118;
const Y = 121;

// Each of these takes a line that begins with the field's first letter, and returns where its value begins. "Field names must be compared
// literally": code by code takes half the time of `startsWith()`.

export const dataValue = (text: string, at: number, end: number): number =>
  text.charCodeAt(at + 1) === A && text.charCodeAt(at + 2) === T && text.charCodeAt(at + 3) === A ? valueAfter(text, at + 4, end) : NONE;

export const eventValue = (text: string, at: number, end: number): number =>
  text.charCodeAt(at + 1) === V && text.charCodeAt(at + 2) === E && text.charCodeAt(at + 3) === N && text.charCodeAt(at + 4) === T
    ? valueAfter(text, at + 5, end)
    : NONE;

export const idValue = (text: string, at: number, end: number): number =>
  text.charCodeAt(at + 1) === D ? valueAfter(text, at + 2, end) : NONE;

export const retryValue = (text: string, at: number, end: number): number =>
  text.charCodeAt(at + 1) === E && text.charCodeAt(at + 2) === T && text.charCodeAt(at + 3) === R && text.charCodeAt(at + 4) === Y
    ? valueAfter(text, at + 5, end)
    : NONE;

/** A comment is read like a field without a name. */
export const commentValue = (text: string, at: number, end: number): number => valueAfter(text, at, end);

/** "If value starts with a U+0020 SPACE character, remove it from value." A line without a colon has the empty string as its value. */
function valueAfter(text: string, name: number, end: number): number {
  if (name === end) return end;
  if (text.charCodeAt(name) !== COLON) return NONE;
  return text.charCodeAt(name + 1) === SPACE ? name + 2 : name + 1;
}

/** "If the field value consists of only ASCII digits, then interpret the field value as an integer in base ten". At most 2 ** 53 - 1. */
export function numberOf(text: string, from: number, end: number): number {
  let number = from < end ? 0 : NONE;
  for (let at = from; at < end && number !== NONE; at++) {
    const digit = text.charCodeAt(at) - 48;
    number = digit < 0 || digit > 9 ? NONE : number * 10 + digit;
  }
  return Math.min(number, Number.MAX_SAFE_INTEGER);
}
