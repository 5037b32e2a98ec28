import { setTimeout as pause } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { isMailError } from '../../index.js';
import { BatchRecord } from './batch-record.js';
import { isNewer, type JobData, readJobData } from './job-data.js';
import { idInBatch } from './job-id.js';
import { followUpOptions } from './job-options.js';
import { type Aftermath, reportCutShort, sendStored, type StoredJob, type Surroundings } from './sending.js';
import type { JobSlots } from './slots.js';
import type { JobQueue } from './store.js';

/** Milliseconds after which another worker may have come that reads a newer job. */
const NEWER_WAIT_MS = 10_000;

/** A job that was fetched. */
export interface Claim {
  readonly job: Job<JobData>;
  readonly token: string;
  /** What is in them is under way, or not known in the store yet: a kill repeats no more. They are given back with the job. */
  readonly slots: JobSlots;
}

/** What working on a job needs. */
export interface WorkPlace {
  readonly around: Surroundings;
  readonly queue: JobQueue;
  /** Milliseconds for which a job is this worker's, from the last word about it on. */
  readonly claimDuration: number;
  /** Whether nothing more is begun. */
  readonly isClosing: () => boolean;
  /** Fetches no more. */
  readonly pause: () => Promise<void>;
}

/** Sends the mails of a job; returns when it is done, throws as BullMQ asks when it is not. */
export async function workOnJob(claim: Claim, place: WorkPlace): Promise<void> {
  if (isNewer(claim.job.data)) return leaveToNewer(claim, place);
  const data = readable(claim.job.data);
  if (data.dead !== undefined) throw new UnrecoverableError(data.dead.reason);
  const [first] = data.mails;
  if (first === undefined) return undefined;
  if (data.mails.length > 1) return sendMany(claim, data, place);
  return sendOne(claim, { id: claim.job.id ?? '', stored: first, data }, place);
}

async function sendOne(claim: Claim, one: StoredJob, place: WorkPlace): Promise<void> {
  const { slots } = claim;
  const { around } = place;
  await slots.take(1);
  const record = recordOf(claim, 1, place);
  const isOnce = isAtMostOnce(place);
  if (isOnce && record.begun > 0) return goOn(claim, reportCutShort(one, around.context), record, place);
  if (place.isClosing()) return putBack(claim, place);
  const begin = (): Promise<void> => {
    record.begin(1);
    return record.keep();
  };
  return goOn(claim, await sendStored(one, around, isOnce ? begin : undefined), record, place);
}

/** The job itself goes on with the mail; only what parts from it gets a job of its own. */
async function goOn(
  claim: Claim,
  { isHeld, limitedFor, followUps }: Aftermath,
  record: BatchRecord,
  place: WorkPlace,
): Promise<void> {
  const { job } = claim;
  if (limitedFor !== undefined) return delay(claim, limitedFor);
  if (isHeld === true) {
    if (record.begun > 0) await record.rest();
    return putBack(claim, place);
  }
  const [next, ...others] = followUps;
  for (const [index, other] of others.entries())
    await follow(`${job.id}.${job.attemptsStarted}.${index}`, other, place);
  if (next === undefined) return undefined;
  await job.updateData(next.data);
  if (next.data.dead !== undefined) throw new UnrecoverableError(next.data.dead.reason);
  if (record.begun > 0) await record.rest();
  return delay(claim, next.delay);
}

async function sendMany(claim: Claim, data: JobData, place: WorkPlace): Promise<void> {
  const { job, slots } = claim;
  const { context, hold } = place.around;
  const record = recordOf(claim, data.mails.length, place);
  const isOnce = isAtMostOnce(place);
  const cutShort = isOnce ? record.begun : 0;
  const begin = isOnce ? (): Promise<void> => record.keep() : undefined;
  const underway: Promise<PromiseSettledResult<boolean>[]>[] = [];
  const { open } = record;
  while (open.length > 0) {
    const count = await slots.take(open.length);
    if (place.isClosing() || hold.error !== undefined || record.hasFailed) {
      slots.give(count);
      break;
    }
    const some = open.splice(0, count);
    record.begin(Math.max(...some) + 1);
    const ends = some.map((index) => {
      const one = oneOf(job, data, index);
      const sent = index < cutShort ? reportCutShort(one, context) : sendStored(one, place.around, begin);
      return finishOne({ one, index, sent }, record, claim, place);
    });
    underway.push(Promise.allSettled(ends));
  }
  const ends = (await Promise.all(underway)).flat();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (open.length === 0 && ends.every((end) => end.status === 'fulfilled' && end.value)) return;
  await record.rest();
  await putBack(claim, place);
}

function oneOf({ id }: Job<JobData>, data: JobData, index: number): StoredJob {
  return { id: idInBatch(id ?? '', index), stored: data.mails[index] ?? {}, data };
}

interface UnderWay {
  readonly one: StoredJob;
  readonly index: number;
  readonly sent: Aftermath | Promise<Aftermath>;
}

/** @returns whether the mail needs no more of its job */
async function finishOne(
  { one, index, sent }: UnderWay,
  record: BatchRecord,
  { slots }: Claim,
  place: WorkPlace,
): Promise<boolean> {
  let isKept = true;
  try {
    const { isHeld, limitedFor, followUps } = await sent;
    if (isHeld === true) return false;
    if (limitedFor !== undefined)
      await follow(one.id, { data: { ...one.data, mails: [one.stored] }, delay: limitedFor }, place);
    for (const [number, followUp] of followUps.entries())
      await follow(number === 0 ? one.id : `${one.id}.${number}`, followUp, place);
    isKept = await record.finish(index);
    return true;
  } finally {
    // Not before it is kept that the mail went: a kill repeats at most as many mails as there are slots.
    if (isKept) slots.give(1);
  }
}

/** Until the store takes it: the mail is in no other job once this one is done. */
async function follow(
  id: string,
  { data, delay: milliseconds }: Aftermath['followUps'][number],
  { queue, around }: WorkPlace,
): Promise<void> {
  for (;;) {
    try {
      await queue.add('mail', data, followUpOptions(id, milliseconds));
      return;
    } catch (error) {
      if (around.signal.aborted) throw error;
      await pause(200);
    }
  }
}

async function leaveToNewer(claim: Claim, { around: { context } }: WorkPlace): Promise<never> {
  const problem = `Job ${claim.job.id} was written by a newer version of this package and is left to newer workers.`;
  context.tell('warning', { mailer: context.name, problem });
  return delay(claim, NEWER_WAIT_MS);
}

async function putBack(claim: Claim, place: WorkPlace): Promise<never> {
  // Others go on with what this one cannot send; it does not ask for more itself.
  if (place.around.hold.error !== undefined) await place.pause();
  await claim.job.moveToWait(claim.token);
  throw new WaitingError();
}

async function delay({ job, token }: Claim, milliseconds: number): Promise<never> {
  await job.moveToDelayed(Date.now() + milliseconds, token);
  throw new DelayedError();
}

/** At most once, a worker that was silent for too long is to find out before it sends what another one was given. */
function recordOf({ job, token, slots }: Claim, count: number, place: WorkPlace): BatchRecord {
  const together = Math.ceil(slots.total / 4);
  const isMine = async (): Promise<boolean> => (await job.extendLock(token, place.claimDuration)) === 1;
  return new BatchRecord(job, count, isAtMostOnce(place) ? { together, isMine } : { together });
}

function isAtMostOnce({ around }: WorkPlace): boolean {
  return around.context.config.delivery === 'at-most-once';
}

function readable(data: unknown): JobData {
  try {
    return readJobData(data);
  } catch (error) {
    throw new UnrecoverableError(isMailError(error) ? error.message : String(error));
  }
}
