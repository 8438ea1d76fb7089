/** What the line begins with in which a program prints its report. */
export const mark = "@@cell ";
