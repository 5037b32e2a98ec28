import { describe, expect, it } from '@jest/globals';
import { handlebars } from 'nestjs-spring-mail/handlebars';
import { blocksOfDocs, type DocsBlock } from '../support/docs-code.js';
import { commandFault, commandsOf } from '../support/docs-commands.js';
import { settingsFaults } from '../support/docs-settings.js';

const blocks = blocksOfDocs();
const of = (...languages: readonly string[]): [string, DocsBlock][] =>
  blocks.filter(({ language }) => languages.includes(language)).map((block) => [block.place, block]);

/** What is written in them is checked here, or in `docs-code.spec`; what is in other languages is output. */
const CHECKED = ['ts', 'yaml', 'json', 'bash', 'handlebars'];
const SHOWN = ['', 'text', 'java', 'typescript'];

it('every block says in which language it is written', () => {
  expect(blocks.length).toBeGreaterThan(70);
  for (const { place, language } of blocks)
    expect({ place, language: [...CHECKED, ...SHOWN].includes(language) ? 'known' : language }).toEqual({
      place,
      language: 'known',
    });
});

describe('settings', () => {
  it.each(of('yaml'))('%s are read and can work, without a warning', (_place, block) => {
    expect(settingsFaults(block)).toEqual([]);
  });

  it('with a key that is not there would not pass', () => {
    const typo = { code: 'spring.mail.test-conection: true' };
    expect(settingsFaults(typo)).toEqual([expect.stringContaining('test-connection')]);
  });
});

describe('JSON', () => {
  it.each(of('json'))('%s is JSON', (_place, { code }) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });
});

describe('templates', () => {
  it.each(of('handlebars'))('%s can be compiled', (_place, { code }) => {
    const text = code.replace(/^---\n[^]*?\n---\n/u, '');
    const compile = (): unknown =>
      handlebars().compile({ path: 'a.hbs', part: 'html', text }, new Map([['layout', '']]));
    expect(compile).not.toThrow();
  });
});

describe('commands', () => {
  const commands = of('bash').flatMap(([place, block]) =>
    commandsOf(block).map((command) => [place, command] as const),
  );

  it.each(commands)('%s: %s is there', async (_place, command) => {
    expect(await commandFault(command)).toBeUndefined();
  });

  it('that are not there would be found', async () => {
    const wrong = [
      'npm run buidl',
      'npm install nodemailr',
      'npx nestjs-spring-mail docter',
      'npx nestjs-spring-mail send --too you@example.org',
      'frobnicate',
    ];
    const faults = await Promise.all(wrong.map(commandFault));
    expect(faults).not.toContain(undefined);
  });
});
