import { many, type Random, token } from "./random.ts";

/** What the people on the other end write in. */
export type Language = "english" | "accents" | "chinese";

const accents =
  "über für größe später möglich würde können schön déjà été très où français élève naïve garçon año mañana también corazón está así niño água coração não você são então".split(
    " ",
  );
const plain = "und der die das mit auf nicht ist le la les de en un une que pour dans sur con por el una para mais com uma os".split(" ");
const chinese = Array.from(
  "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运",
);
const emoji = ["😀", "🚀", "👍🏽", "👩‍👩‍👧", "🎉"];
const marks = [",", ".", ".", ":", "\n\n", "\n- ", " **", "**", "'s", ' "', '"', "\n", " (", ")", "\n```\n"];
/** Between English words, a language model now and then writes one of these. Its chunk isn't ASCII then. */
const typography = ["’", " —", " →", " 🚀", " “", "”", "…", " –"];

const oneOf = <T>(next: Random, list: readonly T[]): T => list[next(list.length)] as T;

/** Of ten users, seven write English, two a language with accents, and one Chinese. */
export const language = (next: Random): Language =>
  oneOf<Language>(next, ["english", "english", "english", "english", "english", "english", "english", "accents", "accents", "chinese"]);

/** A token as a language model streams it: a word with its leading space, a mark, or a character or two. */
export function modelToken(next: Random, spoken: Language): string {
  if (spoken === "chinese") return many(1 + next(3), () => (next(60) === 0 ? oneOf(next, emoji) : oneOf(next, chinese))).join("");
  if (next(8) === 0) return oneOf(next, next(20) === 0 ? typography : marks);
  if (spoken === "accents") return ` ${oneOf(next, next(4) === 0 ? accents : plain)}`;
  return token(next);
}

/** Running text of at least so many characters. */
export function prose(next: Random, spoken: Language, length: number): string {
  let text = "";
  while (text.length < length) text += modelToken(next, spoken);
  return text.trimStart();
}

/** So many random characters of an identifier. */
export const identifier = (next: Random, length: number): string =>
  many(length, () => oneOf(next, Array.from("abcdefghijklmnopqrstuvwxyz0123456789"))).join("");

const hex = (next: Random, length: number): string => many(length, () => next(16).toString(16)).join("");

export const uuid = (next: Random): string => `${hex(next, 8)}-${hex(next, 4)}-4${hex(next, 3)}-a${hex(next, 3)}-${hex(next, 12)}`;
