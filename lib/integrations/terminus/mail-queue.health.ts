import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { MailService } from '../../index.js';

/** Which queue is looked at, and when it is down. */
export interface MailQueueHealthOptions {
  /** Name of the mailer under `nest.mail.mailers`. Default: the one of `spring.mail`. */
  readonly mailer?: string;
  /**
   * Most mails that wait; in Redis or PostgreSQL, most jobs, of which one may hold many mails. Default: any number, since a
   * queue is there to be filled.
   */
  readonly maxWaiting?: number;
  /** Most dead letters. Default: any number, since each is told by an event. */
  readonly maxDeadLetters?: number;
}

interface Finding {
  readonly waiting?: number;
  readonly deadLetters?: number;
  /** What holds the queue, keeps its store away, or is too many. */
  readonly error?: string;
}

/**
 * Tells whether queued mail goes out: it is down while the queue is held, since the account or the line failed, and when its
 * store cannot be reached.
 *
 * @example
 * health.check([() => this.queue.isHealthy('mailQueue', { maxWaiting: 10_000 })])
 */
@Injectable()
export class MailQueueHealthIndicator {
  constructor(
    @Inject(HealthIndicatorService) private readonly health: HealthIndicatorService,
    @Inject(MailService) private readonly mail: MailService,
  ) {}

  /** @throws MailConfigError when no mailer has the name */
  async isHealthy<Key extends string = 'mailQueue'>(
    key: Key = 'mailQueue' as Key,
    options: MailQueueHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key, 'up' | 'down', Finding>> {
    const { status, waiting, deadLetters, error } = await this.mail
      .mailer(options.mailer ?? 'default')
      .queue.health();
    const check = this.health.check(key);
    const counts = {
      ...(Number.isFinite(waiting) && { waiting }),
      ...(Number.isFinite(deadLetters) && { deadLetters }),
    };
    const problem = status === 'running' ? tooMany(waiting, deadLetters, options) : (error ?? status);
    return problem === undefined ? check.up(counts) : check.down({ ...counts, error: problem });
  }
}

function tooMany(
  waiting: number,
  deadLetters: number,
  { maxWaiting = Infinity, maxDeadLetters = Infinity }: MailQueueHealthOptions,
): string | undefined {
  if (waiting > maxWaiting) return `More than ${maxWaiting} wait`;
  return deadLetters > maxDeadLetters ? `More than ${maxDeadLetters} dead letters` : undefined;
}
