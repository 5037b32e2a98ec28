import { describe, expect, it } from '@jest/globals';
import { OAuth2Tokens } from '../../../lib/smtp/oauth2-tokens.js';
import type { TokenReply } from '../../../lib/smtp/token-endpoint.js';

/** Tokens t1, t2, … of an hour, on a clock that is set by hand. */
class Bench {
  now = 0;
  readonly asked: (string | undefined)[] = [];
  answer: (number: number) => TokenReply | Promise<TokenReply> = (number) => ({
    accessToken: `t${number}`,
    expiresIn: 3600,
  });
  readonly tokens = new OAuth2Tokens(
    async (refreshToken) => {
      this.asked.push(refreshToken);
      return this.answer(this.asked.length);
    },
    'refresh',
    () => this.now,
  );
}

describe('an access token', () => {
  it('is asked for when it is first needed, once for all who need it, and kept', async () => {
    const bench = new Bench();
    expect(bench.asked).toEqual([]);

    const many = await Promise.all(Array.from({ length: 20 }, () => bench.tokens.get()));
    expect(new Set([...many, await bench.tokens.get()])).toEqual(new Set(['t1']));
    expect(bench.asked).toHaveLength(1);
  });

  it('is renewed before it expires, and nobody waits for that', async () => {
    const bench = new Bench();
    await bench.tokens.get();
    bench.now = 56 * 60_000;

    await expect(bench.tokens.get()).resolves.toBe('t1');
    await expect(bench.tokens.get()).resolves.toBe('t2');
    expect(bench.asked).toHaveLength(2);
  });

  it('serves to its end when it cannot be renewed, and then that is an error', async () => {
    const bench = new Bench();
    await bench.tokens.get();
    bench.answer = () => Promise.reject(new Error('down'));
    bench.now = 59 * 60_000;
    await expect(bench.tokens.get()).resolves.toBe('t1');
    await expect(bench.tokens.get()).resolves.toBe('t1');

    bench.now = 61 * 60_000;
    await expect(bench.tokens.get()).rejects.toThrow('down');
  });

  it('is asked for again after a failure', async () => {
    const bench = new Bench();
    const { answer } = bench;
    bench.answer = () => Promise.reject(new Error('down'));
    await expect(bench.tokens.get()).rejects.toThrow('down');

    bench.answer = answer;
    await expect(bench.tokens.get()).resolves.toBe('t2');
  });

  it('that was refused is replaced once, however many connections it was refused on', async () => {
    const bench = new Bench();
    await bench.tokens.get();

    const many = await Promise.all(Array.from({ length: 5 }, () => bench.tokens.get('t1')));
    expect(new Set([...many, await bench.tokens.get('t1'), await bench.tokens.get()])).toEqual(
      new Set(['t2']),
    );
    expect(bench.asked).toHaveLength(2);
  });

  it('without a lifetime serves until it is refused', async () => {
    const bench = new Bench();
    bench.answer = (number) => ({ accessToken: `t${number}` });
    await bench.tokens.get();
    bench.now = 10 ** 10;
    await expect(bench.tokens.get()).resolves.toBe('t1');
  });

  it('of a short life is used for half of it at least', async () => {
    const bench = new Bench();
    bench.answer = (number) => ({ accessToken: `t${number}`, expiresIn: 10 });
    await bench.tokens.get();
    bench.now = 4900;
    await bench.tokens.get();
    expect(bench.asked).toHaveLength(1);
  });

  it('is asked for with the refresh token that came last', async () => {
    const bench = new Bench();
    bench.answer = (number) => ({ accessToken: `t${number}`, refreshToken: `r${number}` });
    await bench.tokens.get();
    await bench.tokens.get('t1');
    bench.answer = () => ({ accessToken: 't3' });
    await bench.tokens.get('t2');
    await bench.tokens.get('t3');
    expect(bench.asked).toEqual(['refresh', 'r1', 'r2', 'r2']);
  });
});
