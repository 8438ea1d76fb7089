import type { Chart } from "./report/chart.ts";

/** The short pass answers within some five minutes; the full one is what the committed results come from. */
export type Pass = "short" | "full";

/** One step of a run, as the progress line names it. */
export interface Task {
  title: string;
  run: () => void | Promise<void>;
}

/** What a section found, ready to be written down. */
export interface Findings {
  /** Markdown: what was done, and its tables. */
  text: string;
  charts: Chart[];
  /** For results.json: every figure that the text was made from. */
  data: unknown;
}

/** One chapter of RESULTS.md. */
export interface Section {
  /** Names it on the command line. */
  id: string;
  title: string;
  tasks: (pass: Pass) => Task[];
  /** Called once, when all its tasks have run. */
  findings: () => Findings;
  /** Called at the end in any case: ends what the tasks started. */
  close?: () => void;
}
