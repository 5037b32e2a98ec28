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
        operations.forEach((name, id) => {
          if (name === 'push' || name === 'unshift') {
            deque[name]({ id });
            array[name]({ id });
          } else {
            expect(deque[name]()).toEqual(name === 'shift' ? array.shift() : array[0]);
          }
          expect(deque.size).toBe(array.length);
        });
        expect([...deque]).toEqual(array);
      }),
    );
  });
});
