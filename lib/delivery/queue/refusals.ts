import { MailQueueError } from '../../errors/mail-queue.error.js';

/** What a queue rejects with that was closed. */
export function queueClosed(): MailQueueError {
  return new MailQueueError('The message was not queued: the queue is closed.', {
    problem: 'closed',
    advice: 'Enqueue before the application ends.',
  });
}

/** What a queue rejects with that has no room. */
export function queueFull(waiting: number): MailQueueError {
  return new MailQueueError(`The message was not queued: ${waiting} mails wait already.`, {
    problem: 'full',
    advice:
      'Enqueue more slowly or with enqueueAll, which waits for room; raise nest.mail.queue.max-waiting; or use a queue outside of this process, such as nestjs-spring-mail/bullmq.',
  });
}

/** What a queue rejects with that has no dead letter of this id. */
export function unknownJob(id: string): MailQueueError {
  return new MailQueueError(`No dead letter has the id ${JSON.stringify(id)}.`, {
    problem: 'unknown-job',
    advice: 'deadLetters() lists those that there are.',
  });
}
