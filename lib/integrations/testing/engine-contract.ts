import assert from 'node:assert/strict';
import type { TemplateEngine, TemplatePart } from '../../index.js';
import type { TestRunner } from './test-runner.js';

/** An engine that is tested, and how its templates are written. */
export interface EngineUnderTest {
  readonly engine: TemplateEngine;
  /** A template that shows a value of the context: `Hello {{name}}` for `name`. */
  readonly says: (name: string) => string;
  /** A template that it cannot compile, where there is such a thing. */
  readonly broken?: string;
}

/**
 * Tests what every template engine promises.
 *
 * @example
 * engineContract({ describe, it }, 'eta', () => ({ engine: eta(), says: (name) => `Hello <%= it.${name} %>`, broken: '<% if (' }));
 */
export function engineContract(
  { describe, it }: TestRunner,
  name: string,
  make: () => EngineUnderTest,
): void {
  describe(`${name} as a template engine`, () => {
    for (const [what, test] of Object.entries(PROMISES)) it(what, async () => test(make()));
  });
}

const PROMISES: Readonly<Record<string, (subject: EngineUnderTest) => Promise<void>>> = {
  'names the extensions of its files, without dots': async ({ engine }) => {
    assert.ok(engine.extensions.length > 0, 'There are none.');
    for (const extension of engine.extensions) assert.match(extension, /^[a-z0-9][a-z0-9.-]*$/u);
  },

  'shows values of the context, each time those of that time': async (subject) => {
    const template = await compiled(subject, 'html');
    for (const person of ['Ann', '안녕']) {
      assert.ok((await template(Object.freeze({ person }))).includes(person), `It does not show ${person}.`);
    }
  },

  'escapes values in HTML': async (subject) => {
    const html = await (await compiled(subject, 'html'))({ person: '<b onclick="x()">&' });
    assert.ok(!html.includes('<b onclick'), `It shows markup of a value: ${html}`);
  },

  'leaves values as they are in subject and text': async (subject) => {
    for (const part of ['subject', 'text'] as const) {
      const shown = await (await compiled(subject, part))({ person: `Ann & 'Bob' <3` });
      assert.ok(shown.includes(`Ann & 'Bob' <3`), `It escapes in the ${part}: ${shown}`);
    }
  },

  'leaves values as they are in the text that it makes of a file for HTML, where it makes one': async ({
    engine,
    says,
  }) => {
    if (engine.compileText === undefined) return;
    const file = { path: `welcome.${engine.extensions[0]}`, part: 'text', text: says('person') } as const;
    const shown = await (await engine.compileText(file, new Map()))({ person: `Ann & 'Bob' <3` });
    assert.ok(shown.includes(`Ann & 'Bob' <3`), `It escapes in the text: ${shown}`);
  },

  'compiles templates apart from each other': async ({ engine, says }) => {
    const compile = (value: string) =>
      engine.compile(
        { path: `${value}.${engine.extensions[0]}`, part: 'html', text: says(value) },
        new Map(),
      );
    const [first, second] = [await compile('first'), await compile('second')];
    const context = { first: 'one', second: 'two' };
    assert.deepEqual(
      [(await first(context)).includes('one'), (await second(context)).includes('two')],
      [true, true],
    );
  },

  'refuses what it cannot compile, before or when it is filled in': async ({ engine, broken }) => {
    if (broken === undefined) return;
    const file = { path: `broken.${engine.extensions[0]}`, part: 'html', text: broken } as const;
    await assert.rejects(async () => (await engine.compile(file, new Map()))({}), Error);
  },
};

async function compiled({ engine, says }: EngineUnderTest, part: TemplatePart) {
  const path = `welcome.${part}.${engine.extensions[0]}`;
  return engine.compile({ path, part, text: says('person') }, new Map());
}
