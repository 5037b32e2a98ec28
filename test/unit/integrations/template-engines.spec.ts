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
    expect(shown).toContain('<h1>Hello **x** [y](javascript:z) &lt;i&gt;</h1>');
    expect(shown).toMatch(
      /<a href="https:\/\/example\.org\/\?a&#x3D;1&amp;b&#x3D;2" style="display:inline-block[^"]*">Confirm<\/a>/u,
    );
    expect(shown).toMatch(/<td style="[^"]*text-align:right">2<\/td>/u);
    expect(shown).not.toContain('{{');
  });

  it('repeats what stands in a block', async () => {
    const shown = await html({ 'a.md': '{{#each items}}\n- {{this}}\n\n{{/each}}\n' }, engine, {
      context: { items: ['one', 'two'] },
    });
    expect(shown.match(/<li>\w+<\/li>/gu)).toEqual(['<li>one</li>', '<li>two</li>']);
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
