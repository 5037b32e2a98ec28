import type { Job } from 'bullmq';
import type { DeadLetter } from '../../index.js';
import { fieldsOf, type JobData } from './job-data.js';

/** What a failed job tells of its mails; also of a job that cannot be read. */
export function deadLetter(job: Job<JobData>): DeadLetter {
  const { mails, dead, attempts } = fieldsOf(job.data);
  const { reason, outcome } = fieldsOf(dead);
  const all: unknown[] = Array.isArray(mails) ? mails : [];
  const recipients = all.flatMap((mail) => fieldsOf(fieldsOf(mail)['envelope'])['to']);
  const { messageId } = fieldsOf(all[0]);
  return {
    id: job.id ?? '',
    messageId: typeof messageId === 'string' ? messageId : '',
    outcome: outcome === 'refused' || dead === undefined ? 'refused' : 'unknown',
    reason: typeof reason === 'string' ? reason : job.failedReason,
    failedAt: new Date(job.finishedOn ?? job.timestamp),
    attempts: Number(attempts ?? 0),
    recipients: recipients.filter((address) => typeof address === 'string'),
  };
}
