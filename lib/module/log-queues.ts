import type { Logger } from '@nestjs/common';
import type { MailEvents } from '../delivery/mail-events.js';

/** Tells the log what happens to queued mails that nobody waits for. */
export function logQueues(events: MailEvents, logger: Logger): void {
  events.on('warning', ({ mailer, problem }) => logger.warn(`The queue of ${mailer}: ${problem}`));
  events.on('held', ({ mailer, error }) =>
    logger.error(`The queue of ${mailer} is held until the mail server lets us in. ${error.message}`),
  );
  events.on('resumed', ({ mailer }) => logger.log(`The queue of ${mailer} goes on.`));
  events.on('dead', ({ job, error }) =>
    logger.error(`The queued mail ${job.messageId} was given up, job ${job.id}. ${error.message}`),
  );
  events.on('undelivered', ({ job }) =>
    logger.error(`The queued mail ${job.messageId} was not delivered before the application ended.`),
  );
}
