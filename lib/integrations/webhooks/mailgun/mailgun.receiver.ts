import { valueAt } from '../fields.js';
import { HandledOnce } from '../handled-once.js';
import { checkTime } from '../time-window.js';
import type { TakeFeedback, WebhookReceiver } from '../webhook-receiver.js';
import type { MailgunConfig } from '../webhooks-config.js';
import { mailgunFeedback } from './mailgun-feedback.js';
import { mailgunSignature } from './mailgun-signature.js';

/** Takes what Mailgun tells. */
export class MailgunReceiver implements WebhookReceiver {
  readonly #config: MailgunConfig;
  readonly #take: TakeFeedback;
  readonly #once: HandledOnce;

  constructor(config: MailgunConfig, take: TakeFeedback) {
    this.#config = config;
    this.#take = take;
    this.#once = new HandledOnce(config.maxAge);
  }

  async receive(body: unknown): Promise<void> {
    const { token, time } = mailgunSignature(body, this.#config.signingKeys);
    checkTime(time, this.#config.maxAge);
    const event = valueAt(body, 'event-data');
    await this.#once.do(token, JSON.stringify(event ?? null), async () => {
      for (const feedback of mailgunFeedback(event, new Date(time))) await this.#take(feedback);
    });
  }
}
