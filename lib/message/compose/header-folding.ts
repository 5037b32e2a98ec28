import { MailParseError } from '../../errors/mail-parse.error.js';

const FOLD_AT = 76;
/** RFC 5322 section 2.1.1 */
const MAX_LINE = 998;

const BLANK = /\s/;

/**
 * Folds a header field (`Name: value`) at blanks into lines of about 76 characters. A word that is longer stays whole.
 * Throws `MailParseError` for a word that no line can hold.
 */
export function foldHeader(field: string): string {
  if (field.length < FOLD_AT) return field;
  let folded = '';
  let from = 0;
  while (field.length - from >= FOLD_AT) {
    const to = breakBefore(field, from) || endOfWord(field, from + FOLD_AT);
    if (to - from > MAX_LINE) throw tooLong(field);
    folded += field.slice(from, to);
    if (to < field.length) folded += '\r\n';
    from = to;
  }
  return folded + field.slice(from);
}

/** Start of the last run of blanks in the line, 0 when there is none behind its first character. */
function breakBefore(field: string, from: number): number {
  let at = from + FOLD_AT - 1;
  while (at > from && !isBlank(field, at)) at--;
  while (at > from && isBlank(field, at - 1)) at--;
  return at > from ? at : 0;
}

function endOfWord(field: string, from: number): number {
  let at = from;
  while (at < field.length && !isBlank(field, at)) at++;
  return at;
}

function isBlank(field: string, at: number): boolean {
  const code = field.charCodeAt(at);
  if (code > 0x20 && code < 0x80) return false;
  return code === 0x20 || BLANK.test(field.charAt(at));
}

function tooLong(field: string): MailParseError {
  return new MailParseError(
    `header ${field.slice(0, Math.min(field.indexOf(':'), FOLD_AT))}`,
    `holds a word that does not fit into a line of ${MAX_LINE} characters`,
    'Shorten it or put blanks into it.',
  );
}
