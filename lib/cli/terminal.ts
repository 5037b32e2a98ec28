/** What a command has of the world. */
export interface Terminal {
  /** Words behind the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line to standard error. */
  readonly complain: (line: string) => void;
  /** Resolves when somebody wants the program to end: Ctrl+C, or a signal. */
  readonly interrupted: () => Promise<void>;
  /** Missing where nobody watches: output goes to a file or to another program. */
  readonly screen?: Screen;
}

/** A terminal with a person before it. */
export interface Screen {
  /** A person wants colours; https://no-color.org says when not. */
  readonly hasColours: boolean;
  /** Puts a line where the next one will be printed over it. The empty text takes it away. */
  readonly status: (line: string) => void;
}
