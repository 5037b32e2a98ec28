import type { Document, ErrorCode } from 'yaml';
import { yaml } from '../../on-demand.cjs';

/** What the syntax of a YAML text lacks, without a word of the text, which may hold a password. */
export interface SyntaxFault {
  readonly problem: string;
  readonly advice: string;
}

/** What the codes of the parser mean to the person who wrote the file. */
const MEANING: Partial<Record<ErrorCode, SyntaxFault>> = {
  TAB_AS_INDENT: { problem: 'a tab indents the line', advice: 'Indent with spaces.' },
  BAD_INDENT: {
    problem: 'the line begins in another column than its neighbours, or a bracket before it is not closed',
    advice: 'Indent the keys of one map alike, and put a value that begins with { or [ in quotes.',
  },
  MULTILINE_IMPLICIT_KEY: {
    problem: 'the line is no "key: value"',
    advice: 'Write a colon and a blank behind the key: `host: localhost`.',
  },
  MISSING_CHAR: {
    problem: 'a colon behind a key, or a closing bracket, is missing',
    advice: 'Write a colon and a blank behind the key: `host: localhost`.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    problem: 'one line holds two keys, or the next one is indented too deep',
    advice: 'Put a value that holds ": " in quotes, and indent the keys of one map alike.',
  },
  UNEXPECTED_TOKEN: {
    problem: 'the value does not end where it should, or begins with a sign that means something',
    advice: 'Put the whole value in single quotes, and write a single quote inside of it twice.',
  },
  BAD_SCALAR_START: {
    problem: 'a value cannot begin with @, `, % or a comma',
    advice: 'Put it in quotes.',
  },
  BAD_DQ_ESCAPE: {
    problem: 'in double quotes \\ begins an escape, and there is none of this name',
    advice: 'Use single quotes.',
  },
};

const OPEN_QUOTE: SyntaxFault = {
  problem: 'a quote that begins here is not closed',
  advice: 'Close it, and write a single quote inside of single quotes twice.',
};

/** The first fault of a document, and where it begins; `undefined` when there is none. */
export function syntaxFault(document: Document): (SyntaxFault & { readonly offset: number }) | undefined {
  const [error] = document.errors;
  if (error === undefined) return undefined;
  const [offset] = error.pos;
  const quote = error.code === 'MISSING_CHAR' ? quoteUpTo(document, offset) : undefined;
  if (quote !== undefined) return { ...OPEN_QUOTE, offset: quote };
  const unnamed = { problem: error.code.toLowerCase().replaceAll('_', ' '), advice: 'Correct this line.' };
  return { ...(MEANING[error.code] ?? unnamed), offset };
}

/** Where the text in quotes begins that goes on up to an offset. */
function quoteUpTo(document: Document, end: number): number | undefined {
  let start: number | undefined;
  yaml().visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE_') && range?.[1] === end) [start] = range;
    },
  });
  return start;
}
