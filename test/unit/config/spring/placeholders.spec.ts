import { describe, expect, it } from '@jest/globals';
import { resolvePlaceholders } from '../../../../lib/config/spring/placeholders.js';

function resolve(text: string, values: Readonly<Record<string, string>> = {}) {
  return resolvePlaceholders(
    text,
    (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
    (problem) => {
      throw new Error(problem);
    },
  );
}

describe('placeholders', () => {
  it.each([
    ['${a}', 'A'],
    ['x${a}y${b}z', 'xAyBz'],
    ['${none:default}', 'default'],
    ['${none:smtp://h:25}', 'smtp://h:25'],
    ['${none: kept }', ' kept '],
    ['${none:}', ''],
    ['${empty:default}', ''],
    ['${none:${a}}', 'A'],
    ['${none:${nothing:${b}}}', 'B'],
    ['${${key}}', 'A'],
    ['${chain}', 'A!'],
    ['\\${a}', '${a}'],
    ['${with\\:colon}', 'C'],
    ['${a', '${a'],
    ['$a {a} #{a}', '$a {a} #{a}'],
    ['${none:{json}}', '{json}'],
  ])('%s becomes %j', (text, expected) => {
    const values = { a: 'A', b: 'B', key: 'a', chain: '${a}!', empty: '', 'with:colon': 'C' };
    expect(resolve(text, values)).toEqual({ text: expected, unresolved: [] });
  });

  it('stay as they are and are told when nothing has their name', () => {
    expect(resolve('${user}:${a}@${host}', { a: 'x' })).toEqual({
      text: '${user}:x@${host}',
      unresolved: ['user', 'host'],
    });
  });

  it('may not lead back to themselves', () => {
    expect(() => resolve('${a}', { a: '${b}', b: '${a}' })).toThrow('refers to itself through ${a}');
  });

  it('may not multiply without end', () => {
    const values = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`v${n}`, `\${v${n + 1}}\${v${n + 1}}`]),
    );
    expect(() => resolve('${v0}', values)).toThrow('needs more than 10000 placeholders');
    expect(() => resolve('${'.repeat(500) + '}'.repeat(500))).toThrow('nests placeholders too deep');
  });
});
