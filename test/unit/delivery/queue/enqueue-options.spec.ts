import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { checkEnqueueOptions } from '../../../../lib/delivery/queue/enqueue-options.js';
import { checkCanWait } from '../../../../lib/delivery/queue/can-wait.js';
import { backoff } from '../../../../lib/delivery/queue/backoff.js';
import { mailOf } from '../../../support/queue-context.js';

describe('the options of a queued message', () => {
  it.each([
    [{ delay: Number.NaN }, 'delay'],
    [{ delay: -5 }, 'delay'],
    [{ delay: 1e15 }, 'delay'],
    [{ delay: Infinity }, 'delay'],
    [{ at: new Date('never') }, 'at'],
    [{ at: new Date(Date.now() + 400 * 86_400_000) }, 'at'],
    [{ at: new Date(), delay: 1 }, 'delay'],
    [{ idempotencyKey: '' }, 'idempotencyKey'],
    [{ idempotencyKey: 'k'.repeat(256) }, 'idempotencyKey'],
  ])('are refused before anything is queued: %j', (options, field) => {
    expect(() => checkEnqueueOptions(options)).toThrow(
      expect.objectContaining({ name: 'MailParseError', field }),
    );
  });

  it('let a mail wait until a moment', () => {
    expect(checkEnqueueOptions({ at: new Date(5000) }, 2000)).toMatchObject({
      delay: 3000,
      priority: 'normal',
    });
    expect(checkEnqueueOptions({ at: new Date(1000) }, 2000)).toMatchObject({ delay: 0 });
  });
});

describe('a mail that is to wait', () => {
  it('holds no stream', () => {
    const content = Readable.from(['a']);
    const mail = mailOf('a', { attachments: [{ filename: 'a', content }] });
    expect(() => checkCanWait(mail, 1e6)).toThrow(/attachments\[0\]\.content is a stream/u);
  });

  it('is not larger than a job may be', () => {
    const mail = mailOf('a', { attachments: [{ filename: 'a', content: Buffer.alloc(1000) }] });
    expect(() => checkCanWait(mail, 1e6)).not.toThrow();
    expect(() => checkCanWait(mail, 2000)).toThrow(
      expect.objectContaining({ name: 'MailQueueError', problem: 'too-large' }),
    );
  });
});

describe('the wait between attempts', () => {
  it('doubles up to the longest, give or take a fifth', () => {
    const waits = [1, 2, 3, 4, 99].map((attempts) =>
      backoff({ initial: 100, max: 600 }, attempts, () => 0.5),
    );
    expect(waits).toEqual([100, 200, 400, 600, 600]);
    expect(backoff({ initial: 100, max: 600 }, 1, () => 0)).toBe(80);
    expect(backoff({ initial: 100, max: 600 }, 1, () => 1)).toBe(120);
  });
});
