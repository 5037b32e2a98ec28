import { describe, expect, it } from '@jest/globals';
import { fromJson, listAt, textAt, valueAt } from '../../../../lib/integrations/webhooks/fields.js';

describe('the fields of what strangers send', () => {
  it('are its own, on the whole path', () => {
    const inherited: unknown = Object.create({ a: { b: 'x' } });
    expect([valueAt(inherited, 'a'), textAt(inherited, 'a', 'b')]).toEqual([undefined, undefined]);
    expect(textAt({ a: { b: 'x' } }, 'a', 'b')).toBe('x');
    expect([valueAt('text', 'length'), valueAt([], 'map'), valueAt(null, 'a')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('have the type that is asked for', () => {
    expect([textAt({ a: 1 }, 'a'), textAt({ a: '' }, 'a'), listAt({ a: { length: 1 } }, 'a')]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  it('hold no way into a prototype, at any depth', () => {
    expect(fromJson('{"a":[{"__proto__":{"b":1},"c":2}]}')).toEqual({ a: [{ c: 2 }] });
    expect(fromJson('no JSON')).toBeUndefined();
  });
});
