/** Where a property was read. */
export interface Origin {
  readonly kind: 'file' | 'environment variable' | 'system property' | 'command line' | 'object';
  /** For people: `application.yml:7:11`, `environment variable SPRING_MAIL_PORT`, `command line --spring.mail.port`. */
  readonly description: string;
  /** Path of the file, relative to the configuration directory when it lies inside. */
  readonly file?: string;
  /** Line and column of the value, both from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Tells where a line and column of one text were read. */
export type Locate = (line: number, column: number) => Origin;

/** Origins inside the file that is shown to people as `file`. */
export function inFile(file: string): Locate {
  return (line, column) => ({ kind: 'file', description: `${file}:${line}:${column}`, file, line, column });
}

/** Origins inside the text that an environment variable holds. */
export function inVariable(variable: string): Locate {
  return (line, column) => ({
    kind: 'environment variable',
    description: `environment variable ${variable}:${line}:${column}`,
    line,
    column,
  });
}

/** Turns offsets of a text into origins. */
export function locateOffsets(text: string, locate: Locate): (offset: number) => Origin {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return locate(low + 1, offset - (lineStarts[low] ?? 0) + 1);
  };
}
