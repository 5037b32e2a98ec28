import { describe, expect, it } from '@jest/globals';
import { addImport, addToModule } from '../../../lib/schematics/module-file.js';

describe('a module gets a provider', () => {
  it.each([
    ['an empty list', '@Module({ providers: [] })', '@Module({ providers: [X] })'],
    ['a list in a line', '@Module({providers: [A, B]})', '@Module({providers: [A, B, X]})'],
    ['a trailing comma', '@Module({ providers: [A,] })', '@Module({ providers: [A, X] })'],
    [
      'a list of lines',
      '@Module({\n  providers: [\n    A,\n    B,\n  ],\n})',
      '@Module({\n  providers: [\n    A,\n    B,\n    X,\n  ],\n})',
    ],
    ['a comment behind', '@Module({ providers: [A /* ] */] })', '@Module({ providers: [A, X /* ] */] })'],
    [
      'comments of lines',
      '@Module({\n  providers: [\n    A, // one ]\n    B // two\n  ],\n})',
      '@Module({\n  providers: [\n    A, // one ]\n    B,\n    X, // two\n  ],\n})',
    ],
    ['no list', '@Module({\n  imports: [A],\n})', '@Module({\n  providers: [X],\n  imports: [A],\n})'],
    ['an empty decorator', '@Module({})', '@Module({\n  providers: [X],\n})'],
    [
      'lists of other objects',
      '@Module({ imports: [A.forRoot({ providers: [B] })], providers: [C] })',
      '@Module({ imports: [A.forRoot({ providers: [B] })], providers: [C, X] })',
    ],
    [
      'brackets in strings',
      "@Module({ imports: [A('providers: [')], providers: [{ provide: 'a]', useValue: ']' }] })",
      "@Module({ imports: [A('providers: [')], providers: [{ provide: 'a]', useValue: ']' }, X] })",
    ],
  ])('where it has %s', (_what, source, wanted) => {
    expect(addToModule(source, 'providers', 'X')).toBe(wanted);
  });

  it.each([
    '@Module({ providers })',
    '@Module({providers})',
    '@Module({ imports, providers, })',
    '@Module({ providers: all })',
    '@Module(metadata)',
    'class A {}',
  ])('but not where only a person can do so: %s', (source) => {
    expect(addToModule(source, 'providers', 'X')).toBeUndefined();
  });

  it('and an expression of several lines has lines of its own', () => {
    expect(addToModule('@Module({\n  imports: [],\n})', 'imports', 'A.forRoot({\n    })')).toBe(
      '@Module({\n  imports: [\n    A.forRoot({\n    }),\n  ],\n})',
    );
  });
});

describe('an import', () => {
  const line = `import { X } from './x';`;

  it('stands below the others, once', () => {
    const source = `import 'a';\nimport {\n  B,\n} from "b";\n\nconst from = 'c';\n`;
    const changed = addImport(source, line);
    expect(changed).toBe(`import 'a';\nimport {\n  B,\n} from "b";\n${line}\n\nconst from = 'c';\n`);
    expect(addImport(changed, line)).toBe(changed);
  });

  it('stands on top where there are none', () => {
    expect(addImport('class A {}\n', line)).toBe(`${line}\nclass A {}\n`);
  });
});
