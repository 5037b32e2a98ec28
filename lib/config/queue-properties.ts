import type { ConfigReport } from './config-report.js';
import { LONGEST_TIMER, positiveDuration, positiveInteger } from './positive.js';
import type { QueueConfig, QueueRate } from './queue-config.js';
import type { MailKey } from './mail-key.js';
import { readDuration } from './spring/conversion.js';
import type { ResolvedProperty } from './spring/resolved-property.js';
import type { SpringEnvironment } from './spring/spring-environment.js';

/** Every key below `nest.mail.queue.`; part of the keys of a mailer. */
export const QUEUE_PROPERTIES = {
  'queue.delivery': {
    type: 'text',
    default: 'at-least-once',
    effect: 'applied',
    note: 'What becomes of a mail that may have been delivered: at-least-once sends it again, at-most-once reports it',
  },
  'queue.concurrency': {
    type: 'integer',
    default: '20',
    effect: 'applied',
    note: 'Most queued mails under way at a time in one process',
  },
  'queue.max-attempts': {
    type: 'integer',
    default: 'no limit',
    effect: 'applied',
    note: 'Attempts after which a queued mail becomes a dead letter',
  },
  'queue.horizon': {
    type: 'milliseconds',
    default: '1 d',
    effect: 'applied',
    note: 'Time after which a queued mail is attempted no more',
  },
  'queue.backoff.initial': {
    type: 'milliseconds',
    default: '10 s',
    effect: 'applied',
    note: 'Wait before the second attempt; it doubles with each further one, give or take a fifth',
  },
  'queue.backoff.max': {
    type: 'milliseconds',
    default: '1 h',
    effect: 'applied',
    note: 'Longest wait between two attempts',
  },
  'queue.max-waiting': {
    type: 'integer',
    default: '10000',
    effect: 'applied',
    note: 'Most mails that wait in this process; a queue outside of it has no such limit',
  },
  'queue.max-size': {
    type: 'integer',
    default: '10485760',
    effect: 'applied',
    note: 'Most bytes of one queued mail, attachments given by path not counted',
  },
  'queue.drain-timeout': {
    type: 'milliseconds',
    default: '10 s',
    effect: 'applied',
    note: 'Time that queued mails have to be sent when the application ends',
  },
  'queue.rate-limit': {
    type: 'text',
    effect: 'applied',
    note: 'Most queued mails in any stretch of time, over all workers: 100/1m',
  },
  'queue.domain-limit': {
    type: 'text',
    effect: 'applied',
    note: 'The same for the mails to each domain of recipients',
  },
  'queue.domain-limits.*': {
    type: 'text',
    effect: 'applied',
    note: 'The same for one domain, written in brackets: domain-limits.[gmail.com]: 20/1m',
  },
} as const satisfies Record<string, MailKey>;

const DAY_MS = 86_400_000;

/** What is meant where nothing is written. */
export const DEFAULT_QUEUE_CONFIG: QueueConfig = {
  delivery: 'at-least-once',
  concurrency: 20,
  maxAttempts: Infinity,
  horizon: DAY_MS,
  backoff: { initial: 10_000, max: 3_600_000 },
  maxWaiting: 10_000,
  maxSize: 10 * 1024 * 1024,
  drainTimeout: 10_000,
  domainLimits: new Map(),
};

/** Reads `<prefix>.queue.*`. */
export function bindQueueProperties(
  environment: SpringEnvironment,
  prefix: string,
  report: ConfigReport,
): QueueConfig {
  const property = (name: string): ResolvedProperty | undefined =>
    environment.property(`${prefix}.queue.${name}`);
  const integer = (name: string, otherwise: number): number =>
    positiveInteger(property(name), report) ?? otherwise;
  const duration = (name: string, otherwise: number): number =>
    positiveDuration(property(name), report) ?? otherwise;
  const initial = duration('backoff.initial', DEFAULT_QUEUE_CONFIG.backoff.initial);
  return {
    delivery: delivery(property('delivery'), report),
    concurrency: integer('concurrency', DEFAULT_QUEUE_CONFIG.concurrency),
    maxAttempts: integer('max-attempts', DEFAULT_QUEUE_CONFIG.maxAttempts),
    horizon: duration('horizon', DEFAULT_QUEUE_CONFIG.horizon),
    backoff: { initial, max: Math.max(initial, duration('backoff.max', DEFAULT_QUEUE_CONFIG.backoff.max)) },
    maxWaiting: integer('max-waiting', DEFAULT_QUEUE_CONFIG.maxWaiting),
    maxSize: integer('max-size', DEFAULT_QUEUE_CONFIG.maxSize),
    drainTimeout: duration('drain-timeout', DEFAULT_QUEUE_CONFIG.drainTimeout),
    rateLimit: rate(property('rate-limit'), report),
    domainLimit: rate(property('domain-limit'), report),
    domainLimits: domainLimits(environment, prefix, report),
  };
}

function domainLimits(
  environment: SpringEnvironment,
  prefix: string,
  report: ConfigReport,
): ReadonlyMap<string, QueueRate> {
  const limits = new Map<string, QueueRate>();
  for (const [domain, property] of environment.map(`${prefix}.queue.domain-limits`)) {
    const limit = rate(property, report);
    if (limit !== undefined) limits.set(domain.toLowerCase(), limit);
  }
  return limits;
}

function delivery(property: ResolvedProperty | undefined, report: ConfigReport): QueueConfig['delivery'] {
  const word = property?.value.trim().toLowerCase() ?? '';
  if (property === undefined || word === '' || word === 'at-least-once') return 'at-least-once';
  if (word === 'at-most-once') return word;
  report.fault(property, 'is not a way to deliver', 'Write at-least-once or at-most-once.');
  return 'at-least-once';
}

const RATE = /^(?<max>\d+)\s*\/\s*(?<per>\S+)$/u;

function rate(property: ResolvedProperty | undefined, report: ConfigReport): QueueRate | undefined {
  if (property === undefined || property.value.trim() === '') return undefined;
  const { max = '0', per = '' } = RATE.exec(property.value.trim())?.groups ?? {};
  const value = /^[a-z]+$/u.test(per) ? `1${per}` : per;
  const time = value === '' ? null : report.collect(() => readDuration({ ...property, value }));
  const limit = { max: Number(max), per: time ?? 0 };
  if (limit.max > 0 && limit.max <= MOST_PER_WINDOW && limit.per > 0 && limit.per <= LONGEST_TIMER)
    return limit;
  if (time !== undefined)
    report.fault(
      property,
      'is not a rate',
      'Write mails and a time of at most 24 days, such as 100/1m or 10/s.',
    );
  return undefined;
}

/** The time of each mail in the window is kept. */
const MOST_PER_WINDOW = 100_000;
