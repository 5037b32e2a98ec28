import { randomUUID } from 'node:crypto';
import type { RedisClient } from 'bullmq';
import { type DomainLimit } from '../../index.js';

/**
 * KEYS: for each limit a sorted set of the mails of its window. ARGV: for each limit the mails and the milliseconds, then
 * a name for this mail. Counts the mail and gives 0, or gives the milliseconds after which to ask again: those that wait
 * come back one after the other. By the clock of Redis, which all workers share.
 */
const PASS = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local later = 0
for i, key in ipairs(KEYS) do
  local max, per = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - per)
  if redis.call('ZCARD', key) >= max then
    local oldest = tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
    local turn = tonumber(redis.call('GET', key .. ':turn') or '0')
    local at = math.max(oldest + per, turn)
    local next = at + per / max
    redis.call('SET', key .. ':turn', next, 'PX', math.ceil(next - now))
    later = math.max(later, at - now)
  end
end
if later > 0 then return math.ceil(later) end
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ARGV[#ARGV])
  redis.call('PEXPIRE', key, ARGV[2 * i])
end
return 0
`;

/** Limits that hold over all workers, in any stretch of time. */
export class RedisLimits {
  readonly #redis: () => Promise<RedisClient>;
  readonly #prefix: string;
  /** Scripts take a fixed number of keys. */
  readonly #defined = new Set<number>();

  /** @param prefix what the keys begin with */
  constructor(redis: () => Promise<RedisClient>, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** @returns `0`: the mail may go and is counted; else milliseconds after which to ask again */
  async pass(limits: readonly DomainLimit[]): Promise<number> {
    const redis = await this.#redis();
    const name = `nestjsSpringMailPass${limits.length}`;
    if (!this.#defined.has(limits.length)) {
      redis.defineCommand(name, { numberOfKeys: limits.length, lua: PASS });
      this.#defined.add(limits.length);
    }
    const keys = limits.map(({ domain }) => `${this.#prefix}:limit:${domain}`);
    const rates = limits.flatMap(({ rate }) => [rate.max, rate.per]);
    return Number(await redis.runCommand(name, [...keys, ...rates, randomUUID()]));
  }
}
