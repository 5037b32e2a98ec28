import { TemplateSyntaxError } from '../../index.js';

const INCLUDE = /<mj-include\s+path\s*=\s*"(?<path>[^"]*)"\s*(?:\/>|>\s*<\/mj-include>)/gu;
const MOST_DEEP = 20;

/**
 * Puts parts of the directory where `<mj-include path="…" />` names them; MJML's own includes read any file.
 * @throws TemplateSyntaxError when a part is not there, or includes itself
 */
export function includeParts(text: string, partials: ReadonlyMap<string, string>, depth = 0): string {
  if (depth > MOST_DEEP) throw new TemplateSyntaxError('includes a part that includes itself');
  return text.replaceAll(INCLUDE, (...match) => {
    const { path = '' }: Record<string, string | undefined> = match.at(-1);
    const name = nameOf(path);
    const part = partials.get(name);
    if (part !== undefined) return includeParts(part, partials, depth + 1);
    const line = text.slice(0, Number(match.at(-3))).split('\n').length;
    throw new TemplateSyntaxError(`includes "${path}", and there is no part of that name`, line);
  });
}

/** `./parts/_header.mjml` is what others include as `parts/header`. */
function nameOf(path: string): string {
  return path
    .replace(/^\.\//u, '')
    .replace(/\.mjml$/u, '')
    .replace(/(?<=^|\/)_(?=[^/]*$)/u, '');
}
