import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import type { QueueSettings } from '../../lib/config/mailer-options.js';
import { checkEnqueueOptions, type EnqueueOptions } from '../../lib/delivery/queue/enqueue-options.js';
import type {
  DeadLetter,
  MailQueue,
  QueueContext,
  QueueFactory,
} from '../../lib/delivery/queue/mail-queue.js';
import { MailAuthenticationError } from '../../lib/errors/mail-authentication.error.js';
import { MailSendError } from '../../lib/errors/mail-send.error.js';
import type { Receipt, RecipientRefusal } from '../../lib/errors/outcome.js';
import type { Mail } from '../../lib/message/mail.js';
import type { MailMessage } from '../../lib/message/message.js';
import { prepareMail } from '../../lib/message/prepare-mail.js';
import { closedAfterEach } from './closed-after-each.js';

/** What a mailer does with each mail of a queue: it gives a receipt or throws. */
export type Sender = (mail: Mail) => Receipt | Promise<Receipt>;

/** A queue's surroundings, with what it sent and told. */
export interface Surroundings {
  readonly context: QueueContext;
  /** Subjects, in the order in which they were sent. */
  readonly sent: string[];
  /** Names of events, in order. */
  readonly told: string[];
  /** Answers questions of a queue that is held. */
  isUp: boolean;
}

/** A mailer that is a function. */
export function surroundings(
  send: Sender = receiptOf,
  settings: QueueSettings = {},
  name = 'default',
): Surroundings {
  const { queue: config } = resolveMailConfig({ queueSettings: settings }, { hasTransport: true });
  const around: Surroundings = {
    sent: [],
    told: [],
    isUp: true,
    context: {
      name,
      config,
      send: async (mail) => {
        const receipt = await send(mail);
        around.sent.push(mail.subject);
        return receipt;
      },
      verify: () => (around.isUp ? Promise.resolve() : Promise.reject(signInFailed())),
      tell: (event) => void around.told.push(event),
    },
  };
  return around;
}

/** A queue in the surroundings of a test. */
export interface GivenQueue extends Surroundings {
  readonly queue: MailQueue;
  add(subject: string, options?: EnqueueOptions): ReturnType<MailQueue['add']>;
  dead(): Promise<DeadLetter[]>;
}

/**
 * What makes queues that are closed after each test. Call it where `afterEach` may be called.
 * @param make a queue with a name of its own each time
 */
export function givenQueues(
  make: () => QueueFactory,
): (send?: Sender, settings?: QueueSettings) => Promise<GivenQueue> {
  const opened = closedAfterEach();
  let count = 0;
  return async (send, settings = {}) => {
    const backoff = { initial: 10, max: 20 };
    const around = surroundings(send, { backoff, ...settings }, `given-${process.pid}-${++count}`);
    const queue = opened(make()(around.context));
    await queue.start?.();
    return Object.assign(around, {
      queue,
      add: (subject: string, options: EnqueueOptions = {}) =>
        queue.add(mailOf(subject), checkEnqueueOptions(options)),
      dead: () => deadLettersOf(queue),
    });
  };
}

/** All of them. */
export async function deadLettersOf(queue: MailQueue): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const letter of queue.deadLetters()) letters.push(letter);
  return letters;
}

/** A mail whose subject names it. */
export function mailOf(subject: string, fields: Partial<MailMessage> = {}): Mail {
  return prepareMail({ from: 'a@x.test', to: 'b@x.test', subject, text: 'x', ...fields });
}

export function receiptOf({ messageId, envelope }: Mail, refused: readonly RecipientRefusal[] = []): Receipt {
  const gone = new Set(refused.map(({ address }) => address));
  const accepted = envelope.to.filter((address) => !gone.has(address));
  return { messageId, envelope, accepted, refused, response: '250 ok' };
}

export function refusal(address: string, code: number): RecipientRefusal {
  return { address, permanent: code >= 500, reply: { code, text: 'no' } };
}

export function sendFailed(details: Partial<MailSendError> = {}): MailSendError {
  return new MailSendError('It failed.', { advice: 'Try again.', outcome: 'refused', ...details });
}

export function signInFailed(): MailAuthenticationError {
  return new MailAuthenticationError('Sign-in failed.', { advice: 'Change the password.' });
}

/** Fails so many times before it works. */
export function failing(times: number, error: () => Error): Sender {
  let count = 0;
  return (mail) => {
    if (count++ < times) throw error();
    return receiptOf(mail);
  };
}
