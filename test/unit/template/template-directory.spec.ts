import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { handlebars } from '../../../lib/integrations/handlebars/index.js';
import {
  TemplateDirectory,
  type TemplateDirectoryOptions,
} from '../../../lib/template/template-directory.js';
import type { TemplateEngine } from '../../../lib/template/template-engine.js';
import type {
  RenderedTemplate,
  TemplateFault,
  TemplatePreview,
} from '../../../lib/template/template-source.js';
import { withFolder } from '../../support/temporary-folder.js';
import { rejection } from '../../support/with-server.js';

type Files = Readonly<Record<string, string>>;

/** Uses the templates of these files. */
function withTemplates<T>(
  files: Files,
  use: (source: TemplateDirectory, directory: string) => Promise<T>,
  options: Partial<TemplateDirectoryOptions> = {},
): Promise<T> {
  return withFolder(files, (directory) =>
    use(new TemplateDirectory({ directory, engine: handlebars(), ...options }), directory),
  );
}

const render = (
  files: Files,
  name: string,
  context: object = {},
  locale?: string,
): Promise<RenderedTemplate | undefined> =>
  withTemplates(files, (source) => source.render({ name, context, locale }));

const check = (
  files: Files,
  options?: Partial<TemplateDirectoryOptions>,
): Promise<readonly TemplateFault[]> => withTemplates(files, (source) => source.check(), options);

describe('a template', () => {
  it('is a file for HTML, one for text, and a subject at its top', async () => {
    const files = {
      'welcome.hbs': '---\nsubject: Hi, {{name}} & "all"\n---\n<p>{{name}}</p>\n',
      'welcome.text.hbs': 'Dear {{name}}',
    };
    await expect(render(files, 'welcome', { name: '<b>Ann</b>' })).resolves.toEqual({
      subject: 'Hi, <b>Ann</b> & "all"',
      html: '<p>&lt;b&gt;Ann&lt;/b&gt;</p>\n',
      text: 'Dear <b>Ann</b>',
    });
  });

  it('may be a text alone, in a folder', async () => {
    await expect(render({ 'orders/receipt.text.hbs': 'Paid' }, 'orders/receipt')).resolves.toEqual({
      text: 'Paid',
    });
  });

  it('is taken in the locale of the message, then its language, then the fallback, then without one', async () => {
    const texts = {
      'a.text.hbs': 'none',
      'a.en.text.hbs': 'en',
      'a.pt.text.hbs': 'pt',
      'a.pt-BR.text.hbs': 'pt-BR',
    };
    const taken = (locale?: string): Promise<string | undefined> =>
      withTemplates(
        texts,
        async (source) => (await source.render({ name: 'a', context: {}, locale }))?.text,
        { fallbackLocale: 'en' },
      );
    await expect(Promise.all(['pt-BR', 'PT-br', 'pt-PT', 'ko', undefined].map(taken))).resolves.toEqual([
      'pt-BR',
      'pt-BR',
      'pt',
      'en',
      'en',
    ]);
    await expect(render({ 'a.text.hbs': 'none' }, 'a', {}, 'ko')).resolves.toEqual({ text: 'none' });
  });

  it('never mixes locales within one mail', async () => {
    const files = { 'a.ko.hbs': '안녕', 'a.hbs': 'Hello', 'a.text.hbs': 'Hello' };
    await expect(render(files, 'a', {}, 'ko')).resolves.toEqual({ html: '안녕' });
  });

  it('is found by its name alone: no name leads out of the directory', async () => {
    const names = [
      '../a',
      '/etc/passwd',
      './a',
      'a.hbs',
      '_part',
      'part',
      '{{name}}',
      '__proto__',
      'constructor',
    ];
    await withTemplates({ 'a.hbs': 'x', '_part.hbs': 'x' }, async (source) => {
      for (const name of names) await expect(source.render({ name, context: {} })).resolves.toBeUndefined();
      await expect(source.names()).resolves.toEqual(['a']);
    });
  });

  it('is not what a link leads to outside of the directory', async () => {
    await withFolder({ 'secret.hbs': 'x' }, (other) =>
      withTemplates({ 'b.hbs': 'x' }, async (source, directory) => {
        symlinkSync(join(other, 'secret.hbs'), join(directory, 'a.hbs'));
        await expect(source.names()).resolves.toEqual(['b']);
      }),
    );
  });

  it('is found where Kubernetes mounts it from a ConfigMap: through links into a hidden folder', async () => {
    await withTemplates({}, async (source, directory) => {
      mkdirSync(join(directory, '..2026_11_27'));
      writeFileSync(join(directory, '..2026_11_27/a.hbs'), 'x');
      symlinkSync('..2026_11_27', join(directory, '..data'));
      symlinkSync('..data/a.hbs', join(directory, 'a.hbs'));
      await expect(source.names()).resolves.toEqual(['a']);
      await expect(source.render({ name: 'a', context: {} })).resolves.toEqual({ html: 'x' });
    });
  });

  it('is not a hidden file, nor a link to nothing, as editors leave them beside one that is open', async () => {
    await withTemplates({ 'a.hbs': 'x', '._a.hbs': 'x', '.cache/b.hbs': 'x' }, async (source, directory) => {
      symlinkSync('ann@localhost.4711', join(directory, '.#a.hbs'));
      symlinkSync('gone.hbs', join(directory, 'c.hbs'));
      await expect(source.names()).resolves.toEqual(['a']);
    });
  });

  it('is read again when its file or a part of it changes, unless it is told not to', async () => {
    await withFolder({ 'a.hbs': '1{{> part}}', '_part.hbs': 'x' }, async (directory) => {
      const both = [true, false].map(
        (reload) => new TemplateDirectory({ directory, engine: handlebars(), reload }),
      );
      const shown = (): Promise<unknown[]> =>
        Promise.all(both.map(async (one) => (await one.render({ name: 'a', context: {} }))?.html));
      await expect(shown()).resolves.toEqual(['1x', '1x']);
      writeFileSync(join(directory, '_part.hbs'), 'changed');
      await expect(shown()).resolves.toEqual(['1changed', '1x']);
    });
  });
});

describe('templates are checked', () => {
  it('before the first mail, and each fault is named with file and line', async () => {
    const faults = await check({
      'good.hbs': '{{> row}}',
      '_row.hbs': 'x',
      'a.hbs': '---\nsubject: Hi\n---\n<p>\n{{#if x}}\n',
      'b.hbs': '\n{{> missing}}',
      'c.hbs': '{{shout name}}',
      'd.hbs': '---\nsubject: "{{oops"\n---\nx',
    });
    expect(faults.map(({ where }) => where)).toEqual(['a.hbs:6', 'b.hbs:2', 'c.hbs:1', 'd.hbs:2']);
    expect(faults[1]?.problem).toContain('no file _missing.hbs');
    expect(faults[2]?.problem).toContain('no helper "shout"');
  });

  it('for two files that want to be the same template', async () => {
    const engine: TemplateEngine = {
      extensions: ['md'],
      compile:
        ({ text }) =>
        () =>
          text,
    };
    const faults = await check({ 'a.hbs': 'x', 'a.md': 'x' }, { engine: [handlebars(), engine] });
    expect(faults).toMatchObject([{ where: 'a.md', problem: expect.stringContaining('stands beside') }]);
  });

  it('and a directory that is not there names what nest build needs', async () => {
    const error = await rejection(
      withFolder({}, (folder) =>
        new TemplateDirectory({ directory: join(folder, 'templates'), engine: handlebars() }).check(),
      ),
    );
    expect(error).toMatchObject({
      name: 'MailConfigError',
      message: expect.stringContaining('nest-cli.json'),
    });
  });
});

describe('an engine', () => {
  it('of ten lines does', async () => {
    const shout: TemplateEngine = {
      extensions: ['shout'],
      compile:
        ({ text }) =>
        async (context) =>
          text.replaceAll(/\$(\w+)/gu, (_, name: string) => String(Reflect.get(context, name)).toUpperCase()),
    };
    const shown = withTemplates(
      { 'a.shout': 'Hi $name' },
      (source) => source.render({ name: 'a', context: { name: 'ann' } }),
      { engine: shout },
    );
    await expect(shown).resolves.toEqual({ html: 'Hi ANN' });
  });
});

describe('handlebars', () => {
  it('wraps mails in a layout and includes partials, escaped as the mail is', async () => {
    const files = {
      '_layout.hbs': '<main>{{> @partial-block}}</main>',
      'parts/_name.hbs': '[{{name}}]',
      'a.hbs': '{{#> layout}}{{> parts/name}}{{/layout}}',
      'a.text.hbs': '{{> parts/name}}',
    };
    await expect(render(files, 'a', { name: '<i>' })).resolves.toEqual({
      html: '<main>[&lt;i&gt;]</main>',
      text: '[<i>]',
    });
  });

  it('escapes quotes in attributes and never compiles what it shows', async () => {
    const context = { name: '" onmouseover="x', code: "{{constructor.constructor 'return process'}}" };
    const { html } = (await render({ 'a.hbs': '<a title="{{name}}">{{code}}</a>' }, 'a', context)) ?? {};
    expect(html).toMatch(/^<a title="&quot; onmouseover&#x3D;&quot;x">\{\{constructor/u);
  });

  it('pollutes no prototype', async () => {
    const context = JSON.parse(
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}',
    ) as object;
    await render({ 'a.hbs': '{{lookup this "isAdmin"}}' }, 'a', context);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it.each([
    ['a name that is missing', '{{name}}', {}],
    ['a member of a prototype', '{{toString}}', {}],
    ['a name that is undefined', 'x {{name}}', { name: undefined }],
    ['a name within a block that is missing', '{{#each list}}{{titel}}{{/each}}', { list: [{ title: 'x' }] }],
  ])('refuses %s, and tells nothing of the context', async (_what, text, context) => {
    const error = await rejection(render({ 'a.hbs': text }, 'a', context));
    expect(error).toMatchObject({
      message: expect.stringMatching(/"(?:name|titel|toString)" is not in the context/u),
    });
    expect(String(error)).not.toContain('object Object');
  });

  it('takes undefined where a block asks for it', async () => {
    await expect(
      render({ 'a.hbs': '{{#if code}}{{code}}{{/if}}.' }, 'a', { code: undefined }),
    ).resolves.toEqual({
      html: '.',
    });
  });

  it('bounds the rounds of loops in loops', async () => {
    const text = '{{#each a}}{{#each ../a}}{{#each ../a}}x{{/each}}{{/each}}{{/each}}';
    const a = Array.from({ length: 1000 }, () => ({}));
    const error = await rejection(render({ 'a.hbs': text }, 'a', { a }));
    expect(error).toMatchObject({ message: expect.stringContaining('more than 100000 rounds') });
  });
});

describe('the preview of a template', () => {
  const preview = (files: Files, name: string): Promise<TemplatePreview> =>
    withTemplates(files, (source) => source.preview(name));

  it('offers the locales that there are files for, and the sample beside the template', async () => {
    const files = {
      'orders/receipt.hbs': 'x',
      'orders/receipt.ko.hbs': 'x',
      'orders/receipt.ko.text.hbs': 'x',
      'orders/receipt.preview.json': '{ "total": 9 }',
    };
    await expect(preview(files, 'orders/receipt')).resolves.toEqual({
      locales: ['ko'],
      samples: [{ context: { total: 9 } }],
    });
  });

  it('offers several samples by their titles, and none where there is no file', async () => {
    const samples = [{ title: 'paid', context: { total: 9 } }, { context: {} }];
    const files = { 'a.hbs': 'x', 'b.hbs': 'x', 'a.preview.json': JSON.stringify(samples) };
    await expect(preview(files, 'a')).resolves.toEqual({ locales: [], samples });
    await expect(preview(files, 'b')).resolves.toEqual({ locales: [], samples: [] });
  });

  it.each(['[1]', '"x"', '[{ "title": "no context" }]', '{'])(
    'names the file of a sample that is none: %s',
    async (sample) => {
      const error = await rejection(preview({ 'a.hbs': 'x', 'a.preview.json': sample }, 'a'));
      expect(String(error)).toMatch(/a\.preview\.json is (?:no context|not right)/u);
    },
  );

  it('reads no file of a name that is no template', async () => {
    const files = { 'a.hbs': 'x', 'other.preview.json': '{ "secret": 1 }' };
    await expect(preview(files, 'other')).resolves.toEqual({ locales: [], samples: [] });
  });
});
