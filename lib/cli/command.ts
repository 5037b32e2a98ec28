import type { Terminal } from './terminal.js';

/** One word behind `nestjs-spring-mail`. */
export interface Command {
  /** Stands behind its name in the help. */
  readonly purpose: string;
  /** Its own options as they are written, with what each means. */
  readonly options: Readonly<Record<string, string>>;
  /** @returns the exit code */
  run(terminal: Terminal): number | Promise<number>;
}

/** Words that cannot be understood; the message says what to write. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
