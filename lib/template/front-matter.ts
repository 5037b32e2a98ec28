/** A file without the lines at its top that say more about it. */
export interface FrontMatter {
  /** May hold expressions of the engine: `subject: Welcome, {{name}}`. */
  readonly subject?: string;
  readonly body: string;
  /** How many lines stand before the body. */
  readonly lines: number;
}

const BLOCK = /^---[ \t]*\r?\n(?<head>[^]*?)^---[ \t]*(?:\r?\n|$)/mu;
const SUBJECT = /^subject[ \t]*:[ \t]*(?<subject>.*?)[ \t]*\r?$/mu;

/**
 * Reads `---`, `subject: …`, `---` at the top of a file. The subject is the rest of its line, as it stands: braces and
 * colons of expressions need no quotes.
 */
export function readFrontMatter(text: string): FrontMatter {
  const match = text.startsWith('---') ? BLOCK.exec(text) : null;
  if (match?.index !== 0) return { body: text, lines: 0 };
  const subject = SUBJECT.exec(match.groups?.['head'] ?? '')?.groups?.['subject'];
  return {
    ...(subject !== undefined && { subject }),
    body: text.slice(match[0].length),
    lines: match[0].split('\n').length - 1,
  };
}
