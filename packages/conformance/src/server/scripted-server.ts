/** The scripted origin as a case sees it. */
export interface ScriptedServer {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}
