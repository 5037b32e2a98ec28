import { describe, expect, it } from '@jest/globals';
import { createElement } from 'react';
import type { TemplateEngine, TemplateRequest, TemplateSource } from '../../../lib/index.js';
import { inlineCss } from '../../../lib/integrations/css-inline/index.js';
import { handlebars } from '../../../lib/integrations/handlebars/index.js';
import { markdown } from '../../../lib/integrations/markdown/index.js';
import { mjml } from '../../../lib/integrations/mjml/index.js';
import { type MailComponent, reactEmail } from '../../../lib/integrations/react-email/index.js';
import { TemplateDirectory } from '../../../lib/template/template-directory.js';
import { withFolder } from '../../support/temporary-folder.js';

type Files = Readonly<Record<string, string>>;

function withTemplates<T>(
  files: Files,
  engine: TemplateEngine,
  use: (source: TemplateSource) => Promise<T>,
): Promise<T> {
  return withFolder(files, (directory) => use(new TemplateDirectory({ directory, engine })));
}

const html = (files: Files, engine: TemplateEngine, request: Partial<TemplateRequest> = {}) =>
  withTemplates(
    files,
    engine,
    async (source) => (await source.render({ name: 'a', context: {}, ...request }))?.html ?? '',
  );

const body = (inner: string): string =>
  `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;

describe('mjml', () => {
  const engine = mjml({ engine: handlebars() });

  it('becomes HTML, with escaped values, blocks and parts of the directory', async () => {
    const files = {
      'a.mjml': `---\nsubject: Hi {{name}}\n---\n${body(
        '<mj-include path="./parts/_hello.mjml" /><mj-raw>{{#each items}}</mj-raw><mj-text>{{this}}</mj-text><mj-raw>{{/each}}</mj-raw>',
      )}`,
      'parts/_hello.mjml': '<mj-text>Hello {{name}}</mj-text>',
    };
    const shown = await html(files, engine, { context: { name: '<b>', items: ['one', 'two'] } });
    expect(shown).toMatch(/Hello &lt;b&gt;[^]*one[^]*two/u);
    expect(shown).not.toMatch(/<mj-|\{\{/u);
  });

  it('includes no file that is not a part of the directory', async () => {
    const faults = await withTemplates(
      { 'a.mjml': body('\n<mj-include path="/etc/passwd" />') },
      engine,
      (source) => source.check(),
    );
    expect(faults).toMatchObject([{ where: 'a.mjml:2', problem: expect.stringContaining('/etc/passwd') }]);
  });

  it('names what is wrong before the first mail', async () => {
    const files = {
      'a.mjml': body('\n<mj-txt>x</mj-txt>'),
      'b.mjml': '<mjml><mj-body>',
      'c.mjml': body('<mj-text>{{#if}}</mj-text>'),
      'd.mjml': body('<mj-include path="loop" />'),
      '_loop.mjml': '<mj-include path="loop" />',
    };
    const faults = await withTemplates(files, engine, (source) => source.check());
    expect(faults.map(({ where }) => where)).toEqual(['a.mjml:2', 'b.mjml', 'c.mjml', 'd.mjml']);
  });
});

describe('markdown', () => {
  const engine = markdown({ engine: handlebars() });

  it('has headings, tables and buttons, and values that are never read as Markdown', async () => {
    const text = [
      '# Hello {{name}}',
      '[Confirm]({{link}} "button") or [read]({{link}})',
      '{{#if rows}}',
      '| Item | Price |\n| --- | ---: |\n| Pen | 2 |',
      '{{/if}}',
    ].join('\n\n');
    const context = { name: '**x** [y](javascript:z) <i>', link: 'https://example.org/?a=1&b=2', rows: true };
    const shown = await html({ 'a.md': text }, engine, { context });
    expect(shown).toMatch(/<h1 [^>]*>Hello \*\*x\*\* \[y\]\(javascript:z\) &lt;i&gt;<\/h1>/u);
    expect(shown).toMatch(
      /<a class="button" href="https:\/\/example\.org\/\?a&#x3D;1&amp;b&#x3D;2" style="display:inline-block[^"]*">Confirm<\/a>/u,
    );
    expect(shown).toMatch(/<td style="[^"]*text-align:right">2<\/td>/u);
    expect(shown).not.toContain('{{');
  });

  it('repeats what stands in a block', async () => {
    const shown = await html({ 'a.md': '{{#each items}}\n- {{this}}\n\n{{/each}}\n' }, engine, {
      context: { items: ['one', 'two'] },
    });
    expect(shown.match(/(?<=<li [^>]*>)\w+(?=<\/li>)/gu)).toEqual(['one', 'two']);
  });

  const receipt = [
    '# Hello {{name}}',
    'Paid *today* {{date "long"}} &amp; **in full**:',
    '| Item | Price |\n| --- | ---: |\n{{#each rows}}\n| {{item}} | {{price}} |\n{{/each}}',
    '[Show it]({{link}} "button")',
    '> Your code: 482913',
    '1. Keep [it](https://example.org/why)\n2. Smile',
    '---',
    'Sent by a machine.',
  ].join('\n\n');
  const context = {
    name: 'Ann & <Bob>',
    link: 'https://example.org/?a=1&b=2',
    rows: [
      { item: 'Pen', price: 2 },
      { item: 'Ink', price: 3 },
    ],
  };
  const dated = handlebars({ helpers: { date: (style: string) => `(${style})` } });

  it('has rows that are repeated, panels and small print', async () => {
    const shown = await html({ 'a.md': receipt }, markdown({ engine: dated }), { context });
    expect(shown.match(/(?<=<td style="padding:8px[^>]*>)\w+(?=<\/td>)/gu)).toEqual(['Pen', '2', 'Ink', '3']);
    expect(shown).toMatch(/<div class="panel"[^>]*>\s*<p[^>]*>Your code: 482913<\/p>\s*<\/div>/u);
    expect(shown).toMatch(/font-size:13px[^>]*>\s*<p[^>]*>Sent by a machine\.<\/p>/u);
    expect(shown).toContain('Paid <em>today</em> (long) &amp; <strong>in full</strong>:');
  });

  it('has rows that are repeated also after a formatter has parted them from their head', async () => {
    const parted = receipt.replace('{{#each rows}}', '\n{{#each rows}}');
    const wanted = await html({ 'a.md': receipt }, markdown({ engine: dated }), { context });
    await expect(html({ 'a.md': parted }, markdown({ engine: dated }), { context })).resolves.toBe(wanted);
  });

  it('comes with a plain text, in which nothing is escaped', async () => {
    const signed = markdown({ engine: dated, footer: ['Example Shop'] });
    const rendered = await withTemplates({ 'a.md': receipt }, signed, (source) =>
      source.render({ name: 'a', context }),
    );
    expect(rendered?.text).toBe(`Hello Ann & <Bob>

Paid today (long) & in full:

Item | Price
---
Pen | 2
Ink | 3

Show it:
https://example.org/?a=1&b=2

Your code: 482913

1. Keep it (https://example.org/why)
2. Smile

---

Sent by a machine.

---

Example Shop
`);
  });

  it('has the text of a file for it instead, where there is one', async () => {
    const files = { 'a.md': '# Hello', 'a.text.md': '*Hello* {{name}}' };
    const rendered = await withTemplates(files, inlineCss(engine), (source) =>
      source.render({ name: 'a', context: { name: 'Ann' } }),
    );
    expect(rendered?.text).toBe('*Hello* Ann');
  });

  it('keeps its text where an engine around it writes CSS into the elements', async () => {
    const rendered = await withTemplates({ 'a.md': '# Hello' }, inlineCss(engine), (source) =>
      source.render({ name: 'a', context: {} }),
    );
    expect(rendered).toMatchObject({ text: 'Hello\n', html: expect.stringContaining('>Hello</h1>') });
  });

  it('says the language that the name of its file has', async () => {
    await expect(html({ 'a.ko.md': '# 안녕' }, engine, { locale: 'ko' })).resolves.toContain(
      '<html lang="ko">',
    );
  });
});

describe('CSS', () => {
  it('is written into the elements of HTML, and of nothing else', async () => {
    const files = {
      'a.hbs': '<style>p { color: red } @media print { p { color: black } }</style><p>{{name}}</p>',
      'a.text.hbs': '<p>{{name}}</p>',
    };
    await withTemplates(files, inlineCss(handlebars(), { css: 'p { margin: 0 }' }), async (source) => {
      const rendered = await source.render({ name: 'a', context: { name: 'Ann' } });
      expect(rendered?.html).toMatch(/<p style="[^"]*color: ?red[^"]*">Ann<\/p>/u);
      expect(rendered?.html).toMatch(/<p style="[^"]*margin: ?0[^"]*">/u);
      expect(rendered?.html).toContain('@media print');
      expect(rendered?.text).toBe('<p>Ann</p>');
    });
  });
});

describe('react-email', () => {
  const Welcome: MailComponent<{ name: string }> = ({ name }) => createElement('p', null, 'Hello ', name);
  Welcome.subject = ({ name }) => `Welcome, ${name}`;
  const Korean: MailComponent<{ name: string }> = ({ name }) => createElement('p', null, '안녕 ', name);

  it('renders a component with the context as its props, and its subject', async () => {
    const source = reactEmail({ welcome: Welcome });
    const rendered = await source.render({ name: 'welcome', context: { name: '<b>' } });
    expect(rendered?.subject).toBe('Welcome, <b>');
    expect(rendered?.html).toMatch(/<p>Hello (?:<!-- -->)?&lt;b&gt;<\/p>/u);
    await expect(source.render({ name: 'other', context: {} })).resolves.toBeUndefined();
  });

  it('takes the component of the locale', async () => {
    const source = reactEmail({ welcome: { en: Welcome, ko: Korean } }, { fallbackLocale: 'en' });
    const shown = async (locale?: string): Promise<string | undefined> =>
      (await source.render({ name: 'welcome', context: { name: 'Ann' }, locale }))?.html;
    await expect(shown('ko-KR')).resolves.toContain('안녕');
    await expect(shown('fr')).resolves.toContain('Hello');
    await expect(shown()).resolves.toContain('Hello');
  });

  it('names what is no component', async () => {
    const source = reactEmail({ welcome: {}, bye: Welcome });
    await expect(source.check()).resolves.toMatchObject([{ where: 'welcome' }]);
    await expect(source.names()).resolves.toEqual(['welcome', 'bye']);
  });
});
