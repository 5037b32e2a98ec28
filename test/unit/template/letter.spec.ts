import { describe, expect, it } from '@jest/globals';
import { letter, type LetterPart, MailLook } from '../../../lib/index.js';

const order: readonly LetterPart[] = [
  { greeting: 'Hello Ann' },
  'thank you for your order:',
  {
    table: {
      columns: ['Item', 'Price'],
      rows: [
        ['Pen', '2.00 €'],
        ['연필 🎁', 12],
      ],
      align: ['left', 'right'],
    },
  },
  { button: 'Follow the parcel', link: 'https://example.org/?a=1&b=2' },
  { panel: 'Your code: 482913' },
  { list: ['one', 'two'] },
  false,
  undefined,
  'Yours,\nthe shop',
  { smallPrint: 'You get this mail because you ordered.' },
];

describe('a letter', () => {
  it('reads as well in plain text as in HTML', () => {
    expect(letter(order, { footer: ['Example Shop', 'Main Street 1'] }).text).toBe(`Hello Ann

thank you for your order:

Item      Price
-------  ------
Pen      2.00 €
연필 🎁      12

Follow the parcel:
https://example.org/?a=1&b=2

Your code: 482913

- one
- two

Yours,
the shop

---

You get this mail because you ordered.

Example Shop
Main Street 1
`);
  });

  it('shows its parts in their order, and small print last', () => {
    const parts = [
      { smallPrint: 'below' },
      { greeting: 'above' },
      { button: 'Go', link: 'tel:110' },
    ] as const;
    const { html, text } = letter(parts, { footer: ['last'] });
    expect(html).toMatch(/<h1 [^>]*>above<\/h1>[^]*href="tel:110"[^>]*>Go<[^]*>below<[^]*>last</u);
    expect(text).toBe('above\n\nGo:\ntel:110\n\n---\n\nbelow\n\nlast\n');
  });

  it('says its language, and has the logo above the rest', () => {
    const { html } = letter(['안녕'], { lang: 'ko', logo: { src: 'cid:logo', alt: 'A "shop"', width: 120 } });
    expect(html).toContain('<html lang="ko">');
    expect(html).toMatch(/<img src="cid:logo" alt="A &quot;shop&quot;" width="120"[^]*안녕/u);
  });

  it('escapes every text', () => {
    const evil = `<img src=x onerror="alert('1')">&`;
    const parts: LetterPart[] = [
      evil,
      { greeting: evil },
      { button: evil, link: `https://example.org/"><img onerror=alert(1)>` },
      { table: { columns: [evil], rows: [[evil]] } },
      { list: [evil] },
      { panel: [evil, evil] },
      { smallPrint: evil },
    ];
    const { html } = letter(parts, {
      lang: `"${evil}`,
      footer: [evil],
      logo: { src: `cid:"${evil}`, alt: evil },
    });
    expect(html.match(/<img /gu)).toHaveLength(1);
    expect(html).not.toContain('<img src=x');
    expect(html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;/gu)).toHaveLength(11);
  });

  it.each(['javascript:alert(1)', 'java\nscript:alert(1)', ' data:text/html,x', '/relative', ''])(
    'has no button that leads to %j',
    (link) => {
      expect(() => letter(['x', { button: 'Go', link }])).toThrow(
        expect.objectContaining({ name: 'MailParseError', field: 'letter[1].link' }),
      );
    },
  );

  it('has no table whose rows do not fit its columns', () => {
    const table = { columns: ['a', 'b'], rows: [['1', '2'], ['1']] };
    expect(() => letter([{ table }])).toThrow(
      expect.objectContaining({
        field: 'letter[0].table.rows[1]',
        problem: expect.stringContaining('1 cells'),
      }),
    );
  });

  it.each([
    ['#2754c5', '#ffffff'],
    ['#ffcc00', '#111111'],
    ['#000000', '#ffffff'],
    ['#FFFFFF', '#111111'],
  ])('can be read on a button of %s', (accent, colour) => {
    const { html } = letter([{ button: 'Go', link: 'https://example.org' }], { accent });
    expect(html).toMatch(new RegExp(`background-color:${accent};[^"]*;color:${colour};`, 'u'));
  });

  it.each(['red', '#fff', '#123456"', 'url(x)'])('takes no accent that is no colour: %s', (accent) => {
    expect(() => new MailLook({ accent })).toThrow('accent is not a colour');
  });
});
