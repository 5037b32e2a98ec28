import { describe, expect, it } from '@jest/globals';
import { parseEhlo } from '../../../lib/smtp/ehlo.js';

describe('parseEhlo', () => {
  it('reads what is offered, whatever its case', () => {
    const ehlo =
      '250-mx.test PIPELINING greets you\r\n250-Size 1024\r\n250-chunking\r\n250-AUTH=login\r\n250 AUTH PLAIN xoauth2';

    expect(parseEhlo(ehlo)).toEqual({
      pipelining: false,
      chunking: true,
      size: true,
      maxSize: 1024,
      eightBitMime: false,
      smtpUtf8: false,
      dsn: false,
      requireTls: false,
      auth: ['LOGIN', 'PLAIN', 'XOAUTH2'],
    });
  });

  it.each(['250-mx.test\n250 SIZE', '250-mx.test\n250 SIZE 0', '250-mx.test\n250 SIZE lots'])(
    'knows no limit from %j',
    (ehlo) => {
      expect(parseEhlo(ehlo)).toMatchObject({ size: true, maxSize: undefined });
    },
  );

  it('takes no longer than it should for a server that repeats itself without end', () => {
    const started = performance.now();
    const { auth } = parseEhlo(`250-mx.test\n${'250-AUTH LOGIN\n'.repeat(30_000)}250 OK`);
    expect(auth).toHaveLength(30_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('takes nothing from a refusal', () => {
    expect(parseEhlo('454-TLS not available\n454 PIPELINING')).toMatchObject({
      pipelining: false,
      auth: undefined,
    });
  });
});
