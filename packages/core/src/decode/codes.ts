/** The character codes that end lines and separate fields, in bytes as in text. */
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
