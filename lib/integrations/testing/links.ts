import { decoded, shown } from './readable-text.js';
import { inOneLine, type ReceivedMail } from './received-mail.js';

const HREF = /<a(?:rea)?\b[^>]*?\shref\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s>]+))/giu;
/** What surrounds an address in plain text and is not part of it is taken off behind. */
const PLAIN = /\bhttps?:\/\/[^\s<>"'`{}|\\^[\]]+/giu;
/** Addresses that lead nowhere one could go in a test. */
const NO_LINK = /^(?:mailto|tel|sms|cid|data|javascript|#)/iu;

/** All links of a mail, those of its HTML first, each once. */
export function links(mail: Pick<ReceivedMail, 'html' | 'text'>): string[] {
  const html = Array.from(shown(mail.html ?? '').matchAll(HREF), ({ groups }) =>
    decoded(groups?.['double'] ?? groups?.['single'] ?? groups?.['bare'] ?? '').trim(),
  );
  const plain = Array.from((mail.text ?? '').matchAll(PLAIN), ([url]) => withoutPunctuation(url));
  return [...new Set([...html, ...plain])].filter((url) => url !== '' && !NO_LINK.test(url));
}

/**
 * The one link of a mail that holds a text or a pattern.
 * @param which needed when there is more than one
 * @throws with all links, when none fits or several do
 */
export function link(mail: ReceivedMail, which: string | RegExp = ''): string {
  const all = links(mail);
  const found = all.filter((url) =>
    typeof which === 'string' ? url.includes(which) : url.search(which) >= 0,
  );
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const problem = first === undefined ? 'No link' : `${found.length} links`;
  const wanted = which === '' ? '' : ` with ${String(which)}`;
  const there = all.length === 0 ? 'it has no links' : `it has:\n${all.map((url) => `  ${url}`).join('\n')}`;
  throw new Error(`${problem}${wanted} in the mail ${inOneLine(mail)}; ${there}`);
}

/** The end of a sentence is not the end of a link, nor is a bracket that was opened before it. */
function withoutPunctuation(url: string): string {
  const trimmed = url.replace(/[.,;:!?]+$/u, '');
  return trimmed.endsWith(')') && !trimmed.includes('(') ? withoutPunctuation(trimmed.slice(0, -1)) : trimmed;
}
