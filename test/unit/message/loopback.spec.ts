import { describe, expect, it } from '@jest/globals';
import { isLoopback } from '../../../lib/message/loopback.js';

describe('this machine', () => {
  it.each([
    'localhost',
    'LocalHost',
    '127.0.0.1',
    '127.8.9.10',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::FFFF:7f00:1',
    new URL('http://[::ffff:127.0.0.1]').hostname,
  ])('is %s', (host) => expect(isLoopback(host)).toBe(true));

  it.each([
    '',
    'smtp.example.com',
    'localhost.example.com',
    '127.example.com',
    '127.0.0.1.example.com',
    '127.0.0.999',
    '128.0.0.1',
    '0.0.0.0',
    '::',
    '::2',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
  ])('is not %j', (host) => expect(isLoopback(host)).toBe(false));
});
