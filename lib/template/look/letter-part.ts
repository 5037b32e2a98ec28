/** A table. Cells are texts; numbers are written as they are, so format prices and dates before. */
export interface LetterTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** The side that each column stands on. Default: `left`. */
  readonly align?: readonly ('left' | 'center' | 'right')[];
}

/** One part of a letter: a line, or what its single field says. Parts that are `false`, `null` or `undefined` are left out. */
export type LetterPart =
  | string
  /** Heading of the mail. */
  | { readonly greeting: string }
  /** Link that cannot be missed: `https:`, `http:`, `mailto:` or `tel:`. */
  | { readonly button: string; readonly link: string }
  | { readonly table: LetterTable }
  | { readonly list: readonly string[] }
  /** Lines in a box that stands out, such as a one-time code. */
  | { readonly panel: string | readonly string[] }
  /** Below everything else, smaller: why the mail comes, how to get no more. */
  | { readonly smallPrint: string | readonly string[] }
  | false
  | null
  | undefined;

/** The lines of a part that is one text or several. */
export function linesOf(text: string | readonly string[]): readonly string[] {
  return typeof text === 'string' ? [text] : text;
}
