import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { marked, type Token } from 'marked';

/** What a page is made of: every token, however deep it stands. */
export function tokensOf(page: string): Token[] {
  const tokens: Token[] = [];
  void marked.walkTokens(marked.lexer(readFileSync(page, 'utf8')), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** Addresses that a page leads to, also those of pictures and of `<a href>`. */
export function linksOf(page: string): string[] {
  return tokensOf(page).flatMap((token) => {
    if (token.type === 'link' || token.type === 'image') return [String(token['href'])];
    if (token.type !== 'html') return [];
    return Array.from(
      token.raw.matchAll(/(?:href|src)="(?<to>[^"]+)"/gu),
      ({ groups }) => groups?.['to'] ?? '',
    );
  });
}

/** What is set as code in the running text of a page. */
export function codeSpansOf(page: string): string[] {
  return tokensOf(page).flatMap((token) => (token.type === 'codespan' ? [String(token['text'])] : []));
}

/** Why a link of a page leads nowhere; nothing when it leads somewhere, or out of the repository. */
export function brokenLink(page: string, link: string): string | undefined {
  if (/^(?:https:|mailto:|http:\/\/localhost:)/u.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (!existsSync(target)) return `there is no ${target}`;
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchorsOf(target).has(decodeURIComponent(anchor)) ? undefined : `${target} has no #${anchor}`;
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const token of tokensOf(page)) {
    if (token.type !== 'heading') continue;
    const plain = String(token['text']).replaceAll(/`|\[(?<text>[^\]]*)\]\([^)]*\)/gu, '$<text>');
    const slug = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
