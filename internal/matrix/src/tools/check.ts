/** What `pnpm tools` checks, and prints a line about. */
export interface Check {
  readonly title: string;
  /**
   * Rejects if the tool fails, or if what it made doesn't work. `folder` is the consumer, with our packages in its `node_modules`.
   * `note` adds to the line, such as what couldn't be tried on this machine.
   */
  run(folder: string, note: (text: string) => void): Promise<void>;
}
