import { randomBytes } from 'node:crypto';

/**
 * A new id, with the Message-ID of the mail in it: who enqueues a key again is told the Message-ID of the first mail, also
 * when that was sent and its job is gone. BullMQ takes neither ids of digits only nor one colon.
 */
export function newJobId(messageId: string): string {
  const inner = messageId.slice(1, -1).replaceAll('%', '%25').replaceAll(':', '%3A');
  return `${randomBytes(9).toString('base64url')}~${inner}`;
}

/** An id for mails that are queued together. */
export function newBatchId(): string {
  return `${randomBytes(9).toString('base64url')}~batch`;
}

/** The id of one mail of those, for its receipt, and for its own job when it gets one. */
export function idInBatch(batchId: string, index: number): string {
  return `${batchId}.${index}`;
}

/** The Message-ID in an id. */
export function messageIdOf(jobId: string): string {
  const inner = jobId.slice(jobId.indexOf('~') + 1);
  return `<${inner.replaceAll('%3A', ':').replaceAll('%25', '%')}>`;
}
