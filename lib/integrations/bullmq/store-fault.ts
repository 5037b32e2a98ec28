import { MailQueueError } from '../../index.js';

/** Words of Redis and PostgreSQL by which a fault is known, and what to do about it. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|invalid username-password|28P01/u, 'The user or the password of the connection is wrong.'],
  [/NOAUTH/u, 'Redis asks for a password: put it into connection.'],
  [
    /NOPERM/u,
    'The user of the connection may not do this: BullMQ needs the commands of scripts, lists, sets and streams.',
  ],
  [/READONLY/u, 'This Redis is a replica: name the primary in connection.'],
  [/OOM/u, 'The memory of Redis is full: raise its maxmemory, or let workers catch up.'],
  [/LOADING/u, 'Redis is still reading its data: try again in a moment.'],
  [/MISCONF/u, 'Redis cannot write to its disk: see its log.'],
  [/SchemaMigration|SchemaVersion/u, 'The tables of BullMQ are of another version: run its migrations.'],
];

const ABOUT_CONNECTION =
  /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|Connection is closed|isn't writeable|max retries per request|Connection terminated|LOADING/iu;

/** Whether the connection, and not the request, was at fault: the same request may work in a moment. */
export function isAboutConnection(error: Error): boolean {
  return ABOUT_CONNECTION.test(`${error.message} ${'code' in error ? String(error.code) : ''}`);
}

/** What the store said, in our words. */
export function storeFailed(error: Error, mayBeQueued: boolean): MailQueueError {
  const advice = FAULTS.find(([words]) => words.test(`${error.message} ${error.name}`))?.[1];
  return new MailQueueError(`The message was not queued: the store of the queue said "${error.message}".`, {
    problem: isAboutConnection(error) ? 'unreachable' : 'store',
    advice: advice ?? 'See the cause of this error.',
    mayBeQueued,
    cause: error,
  });
}

/** @param last what the connection said last */
export function storeSilent(limit: number, mayBeQueued: boolean, last: Error | undefined): MailQueueError {
  const known = last && FAULTS.find(([words]) => words.test(last.message))?.[1];
  const said = last === undefined ? '' : ` Its connection said "${last.message}".`;
  const again = mayBeQueued
    ? 'The message may be queued all the same; enqueue it again with the same idempotencyKey.'
    : 'Enqueue it again later, or write it to an outbox with the data it is about.';
  return new MailQueueError(`The store of the queue did not answer within ${limit} ms.${said}`, {
    problem: 'unreachable',
    advice: known === undefined ? `Is it running? ${again}` : `${known} ${again}`,
    mayBeQueued,
    cause: last,
  });
}
