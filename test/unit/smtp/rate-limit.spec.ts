import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SlidingWindow } from '../../../lib/smtp/rate-limit.js';

describe('SlidingWindow', () => {
  it('lets at most `max` pass in any window, and as many as that allows', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 1000 }),
        steps,
        (max, per, gaps) => {
          let now = 0;
          const limit = new SlidingWindow({ max, per }, () => now);
          const passed: number[] = [];
          for (const gap of gaps) {
            now += gap;
            const recent = passed.filter((at) => at > now - per).length;
            expect(limit.wait === 0).toBe(recent < max);
            if (limit.wait > 0) now += limit.wait;
            expect(limit.wait).toBe(0);
            limit.pass();
            passed.push(now);
          }
          const inWindow = passed.map((from) => passed.filter((at) => at >= from && at < from + per).length);
          expect(Math.max(...inWindow)).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});
