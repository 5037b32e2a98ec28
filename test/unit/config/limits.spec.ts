import { describe, expect, it } from '@jest/globals';
import { faultsOf, mailerOf } from '../../support/settings.js';

const base = 'spring.mail.host: localhost\nnest.mail';

describe('nest.mail.rate-limit and nest.mail.send-timeout', () => {
  it.each([
    ['.rate-limit: {messages: 14}', { rateLimit: { max: 14, per: 1000 } }],
    ['.rate-limit: {messages: 500, interval: 1h}', { rateLimit: { max: 500, per: 3_600_000 } }],
    ['.send-timeout: 30s', { sendTimeout: 30_000 }],
  ])('%s is read', (yaml, expected) => {
    expect(mailerOf(base + yaml)).toMatchObject(expected);
  });

  it('are not there when nothing is said', () => {
    const { rateLimit, sendTimeout } = mailerOf('spring.mail.host: localhost');
    expect([rateLimit, sendTimeout]).toEqual([undefined, undefined]);
  });

  it.each([
    ['.rate-limit.messages: 0', 'nest.mail.rate-limit.messages', 'is not above 0'],
    ['.rate-limit.messages: 1000001', 'nest.mail.rate-limit.messages', 'is too large'],
    ['.rate-limit.messages: many', 'nest.mail.rate-limit.messages', 'is no integer'],
    ['.rate-limit.interval: 1s', 'nest.mail.rate-limit.interval', 'needs rate-limit.messages'],
    ['.rate-limit: {messages: 1, interval: 25d}', 'nest.mail.rate-limit.interval', 'is too large'],
    ['.queue.rate-limit: 1/25d', 'nest.mail.queue.rate-limit', 'is not a rate'],
    ['.send-timeout: -1s', 'nest.mail.send-timeout', 'is not above 0'],
    ['.send-timeout: soon', 'nest.mail.send-timeout', 'is no duration'],
    ['.send-timeout: ${LIMIT}', 'nest.mail.send-timeout', 'holds ${LIMIT}'],
  ])('%s stops the boot', (yaml, key, problem) => {
    expect(faultsOf(base + yaml)).toMatchObject([{ key, problem: expect.stringContaining(problem) }]);
  });
});
