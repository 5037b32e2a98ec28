const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** What is not shown: comments (with what they hide from all but Outlook), styles, scripts, the head. */
const HIDDEN = /<!--[^]*?-->|<(?<tag>head|style|script|title)\b[^]*?<\/\k<tag>\s*>/giu;
const BREAKS =
  /<\/?(?:p|div|tr|table|h[1-6]|li|ul|ol|br|hr|section|article|header|footer|blockquote|center)\b[^>]*>/giu;

/** The text of HTML as a reader sees it, block by block on lines of their own. */
export function readableText(html: string): string {
  const text = shown(html)
    .replace(/\s+/gu, ' ')
    .replace(BREAKS, '\n')
    .replace(/<\/?t[dh]\b[^>]*>/giu, ' ')
    .replace(/<[^>]*>/gu, '');
  return decoded(text)
    .split('\n')
    .map((line) => line.replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** HTML without what is not shown. */
export function shown(html: string): string {
  return html.replace(HIDDEN, '');
}

/** Text whose character references are replaced. */
export function decoded(text: string): string {
  return text.replace(
    /&(?:#(?<decimal>\d{1,7})|#x(?<hex>[\da-f]{1,6})|(?<name>[a-z]+));/giu,
    (whole, ...rest) => {
      const { decimal, hex, name } = rest.at(-1) as Record<'decimal' | 'hex' | 'name', string | undefined>;
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );
}
