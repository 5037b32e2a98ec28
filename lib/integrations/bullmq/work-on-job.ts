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
  const { job, slots } = claim;
  const { around } = place;
  await slots.take(1);
  const wasCutShort = isAtMostOnce(place) && job.attemptsStarted > one.data.starts + 1;
  if (wasCutShort) return goOn(claim, reportCutShort(one, around.context), place);
  if (place.isClosing()) return putBack(claim, place);
  return goOn(claim, await sendStored(one, around), place);
}

/** The job itself goes on with the mail; only what parts from it gets a job of its own. */
async function goOn(
  claim: Claim,
  { isHeld, limitedFor, followUps }: Aftermath,
  place: WorkPlace,
): Promise<void> {
  const { job, token } = claim;
  if (isHeld === true) return putBack(claim, place);
  if (limitedFor !== undefined) return delay(claim, limitedFor, place);
  const [next, ...others] = followUps;
  for (const [index, other] of others.entries())
    await follow(`${job.id}.${job.attemptsStarted}.${index}`, other, place);
  if (next === undefined) return undefined;
  await job.updateData({ ...next.data, starts: job.attemptsStarted });
  if (next.data.dead !== undefined) throw new UnrecoverableError(next.data.dead.reason);
  await job.moveToDelayed(Date.now() + next.delay, token);
  throw new DelayedError();
}

async function sendMany(claim: Claim, data: JobData, place: WorkPlace): Promise<void> {
  const { job, slots } = claim;
  const { context, hold } = place.around;
  const record = new BatchRecord(job, data.mails.length, Math.ceil(slots.total / 4));
  const cutShort = isAtMostOnce(place) ? record.begun : 0;
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
    // Not ahead of time: what was begun when a worker is killed is reported, and not sent.
    if (isAtMostOnce(place)) await record.keep();
    const ends = some.map((index) => {
      const one = oneOf(job, data, index);
      const sent = index < cutShort ? reportCutShort(one, context) : sendStored(one, place.around);
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
  return { id: idInBatch(id ?? '', index), stored: data.mails[index] ?? {}, data: { ...data, starts: 0 } };
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

async function leaveToNewer({ job, token }: Claim, { around: { context } }: WorkPlace): Promise<never> {
  const problem = `Job ${job.id} was written by a newer version of this package and is left to newer workers.`;
  context.tell('warning', { mailer: context.name, problem });
  await job.moveToDelayed(Date.now() + NEWER_WAIT_MS, token);
  throw new DelayedError();
}

async function putBack(claim: Claim, place: WorkPlace): Promise<never> {
  // Others go on with what this one cannot send; it does not ask for more itself.
  if (place.around.hold.error !== undefined) await place.pause();
  await noteStarts(claim, place);
  await claim.job.moveToWait(claim.token);
  throw new WaitingError();
}

async function delay(claim: Claim, milliseconds: number, place: WorkPlace): Promise<never> {
  await noteStarts(claim, place);
  await claim.job.moveToDelayed(Date.now() + milliseconds, claim.token);
  throw new DelayedError();
}

/** This start ended, and nothing was sent. */
async function noteStarts({ job }: Claim, place: WorkPlace): Promise<void> {
  if (isAtMostOnce(place)) await job.updateData({ ...job.data, starts: job.attemptsStarted });
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
