import type { RedisClient } from 'bullmq';
import { MailConfigError } from '../../index.js';

/**
 * Looks whether Redis keeps what it is given.
 * @returns what is better changed
 * @throws MailConfigError when it may throw queued mails away
 */
export async function checkRedis(redis: RedisClient): Promise<string[]> {
  const info = parseInfo(await redis.info());
  const policy = info.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') throw new MailConfigError([evicts(policy)]);
  const warnings: string[] = [];
  if (info.get('aof_enabled') === '0')
    warnings.push(
      'Redis writes no append-only file, so mails that wait are lost when it crashes. Set appendonly yes in its configuration.',
    );
  if (info.get('role') === 'slave')
    warnings.push('This Redis is a replica, which takes no mails. Name the primary in connection.');
  return warnings;
}

function evicts(policy: string): ConstructorParameters<typeof MailConfigError>[0][number] {
  return {
    key: 'maxmemory-policy (configuration of Redis)',
    problem: 'lets Redis throw queued mails away when its memory is full',
    advice: 'Set it to noeviction, or give mails a Redis of their own.',
    value: policy,
  };
}

function parseInfo(text: string): Map<string, string> {
  return new Map(
    text.split(/\r?\n/u).flatMap((line): [string, string][] => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
}
