import { describe, expect, it } from '@jest/globals';
import { refused } from '../../support/bad-inputs/checks.js';
import { DELIVERED, REFUSED, withoutSmtpUtf8 } from '../../support/bad-inputs/message-cases.js';
import { sending } from '../../support/bad-inputs/sending.js';
import { built } from '../../support/bad-inputs/values.js';
import { vector, type Vector, vectorsOf } from '../../support/bad-inputs/vectors.js';

const MOST_BLOCKED = 100;

function messageOf({ id, input }: Vector): object {
  const message = built(input.message);
  if (typeof message === 'object' && message !== null) return message;
  throw new Error(`${id} holds no message.`);
}

/** Whatever else the machine does may hold up one run; what really blocks does so in each. */
async function blockedEachTime(one: Vector, first: number): Promise<number> {
  let least = first;
  const { surroundings } = DELIVERED[one.id] ?? REFUSED[one.id] ?? {};
  for (let tries = 0; least >= MOST_BLOCKED && tries < 2; tries += 1)
    least = Math.min(least, (await sending(messageOf(one), surroundings)).blocked);
  return least;
}

describe('a message that strangers had a hand in', () => {
  it.each(vectorsOf('message'))('$id ($expected.outcome): $expected.assert', async (one) => {
    const { check, surroundings, ours } = DELIVERED[one.id] ?? REFUSED[one.id] ?? { check: refused };
    const happened = await sending(messageOf(one), surroundings);
    expect(happened.lines.filter((line) => line.includes('evil@evil.test'))).toEqual([]);
    expect(await check(happened)).toEqual([]);
    expect(await blockedEachTime(one, happened.blocked)).toBeLessThan(MOST_BLOCKED);
    if (ours === undefined) return;
    expect(await ours.check(await sending(ours.fields, surroundings))).toEqual([]);
  });

  it('ADDR-39, where the server takes no such address, is refused for good', async () => {
    const happened = await sending(messageOf(vector('ADDR-39')), { server: { extensions: [] } });
    expect(await withoutSmtpUtf8(happened)).toEqual([]);
  });
});
