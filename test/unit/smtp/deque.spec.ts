import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Deque } from '../../../lib/smtp/deque.js';

describe('Deque', () => {
  it('does what an array does', () => {
    const operation = fc.constantFrom('push', 'unshift', 'shift', 'peek');
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
        const deque = new Deque<{ id: number }>();
        const array: { id: number }[] = [];
        const answers = operations.map((name, id) => {
          if (name === 'peek') return [deque.peek(), array[0]];
          if (name === 'shift') return [deque.shift(), array.shift()];
          deque[name]({ id });
          array[name]({ id });
          return [deque.size, array.length];
        });
        expect(answers.filter(([ours, expected]) => !isDeepStrictEqual(ours, expected))).toEqual([]);
        expect([...deque]).toEqual(array);
      }),
    );
  });
});
