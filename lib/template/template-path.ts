import type { TemplatePart } from './template-engine.js';

/** What the path of a file says: `orders/receipt.pt-BR.text.hbs`. */
export interface TemplatePath {
  /** `orders/receipt` */
  readonly name: string;
  readonly locale?: string;
  readonly part: Exclude<TemplatePart, 'subject'>;
  readonly extension: string;
  /** Its name begins with `_`: it is no template, others include it. */
  readonly isPartial: boolean;
}

/** Two letters, so that `order.new.hbs` is a template of its own; with script and region (RFC 5646). */
const LOCALE = /^[a-z]{2}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?$/u;

/** Reads a path below the directory, with `/`. */
export function parseTemplatePath(path: string): TemplatePath {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const [first = '', ...rest] = path.slice(folder.length).split('.');
  const extension = rest.pop() ?? '';
  const part = rest.at(-1) === 'text' || rest.at(-1) === 'html' ? rest.pop() : undefined;
  const locale = LOCALE.test(rest.at(-1) ?? '') ? rest.pop() : undefined;
  const isPartial = first.startsWith('_');
  const base = [isPartial ? first.slice(1) : first, ...rest].join('.');
  return {
    name: folder + base,
    ...(locale !== undefined && { locale }),
    part: part === 'text' ? 'text' : 'html',
    extension,
    isPartial,
  };
}

/** The locales to look for, the best first: `pt-BR`, `pt`, those of the fallback, and last the file without one. */
export function localesToTry(locale: string | undefined, fallback: string | undefined): readonly string[] {
  const wanted = [locale, fallback].flatMap((one) => (one === undefined ? [] : shorter(one)));
  return [...new Set([...wanted, ''])];
}

function shorter(locale: string): string[] {
  const subtags = locale.split('-');
  return subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'));
}
