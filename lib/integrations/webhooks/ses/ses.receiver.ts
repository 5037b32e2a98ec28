import { verify } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { fromJson } from '../fields.js';
import { HandledOnce } from '../handled-once.js';
import { checkTime } from '../time-window.js';
import type { TakeFeedback, WebhookReceiver } from '../webhook-receiver.js';
import { WebhookRefusal } from '../webhook-refusal.js';
import type { SesConfig } from '../webhooks-config.js';
import { download } from './download.js';
import { sesFeedback } from './ses-feedback.js';
import { SnsCertificates } from './sns-certificates.js';
import { type SnsMessage, snsMessage } from './sns-message.js';
import type { Topic } from './topic.js';

/** Takes what SES tells through SNS, and confirms the subscriptions of the topics that were named. */
export class SesReceiver implements WebhookReceiver {
  readonly #logger = new Logger(SesReceiver.name);
  readonly #config: SesConfig;
  readonly #take: TakeFeedback;
  readonly #certificates: SnsCertificates;
  readonly #once: HandledOnce;

  constructor(config: SesConfig, take: TakeFeedback) {
    this.#config = config;
    this.#take = take;
    this.#certificates = new SnsCertificates(config.fetch);
    this.#once = new HandledOnce(config.maxAge);
  }

  /** What can be refused without the network is refused first. */
  async receive(body: unknown): Promise<void> {
    const message = snsMessage(body);
    const topic = this.#config.topics.get(message.topicArn);
    if (topic === undefined)
      throw new WebhookRefusal(403, 'comes from an SNS topic that is not among ses.topics');
    checkTime(Date.parse(message.timestamp), this.#config.maxAge);
    await this.#checkSignature(message, topic);
    await this.#once.do(message.id, message.signedText, () => this.#handle(message, topic));
  }

  async #checkSignature(
    { certificateUrl, digest, signedText, signature }: SnsMessage,
    topic: Topic,
  ): Promise<void> {
    const { publicKey } = await this.#certificates.get(certificateUrl, topic);
    if (
      publicKey.asymmetricKeyType !== 'rsa' ||
      !verify(digest, Buffer.from(signedText), publicKey, signature)
    ) {
      throw new WebhookRefusal(403, 'has a signature that is not that of Amazon SNS');
    }
  }

  async #handle({ type, message, timestamp, token = '' }: SnsMessage, topic: Topic): Promise<void> {
    if (type === 'SubscriptionConfirmation') return this.#confirm(topic, token);
    if (type === 'UnsubscribeConfirmation') {
      this.#logger.warn(
        `The subscription to ${topic.arn} was ended: no more bounces and complaints come from it.`,
      );
      return undefined;
    }
    for (const feedback of sesFeedback(fromJson(message), new Date(timestamp))) await this.#take(feedback);
    return undefined;
  }

  /** At an address made here, for the one in the message is only as good as whoever wrote it. */
  async #confirm({ arn, origin }: Topic, token: string): Promise<void> {
    const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: arn, Token: token });
    await download(this.#config.fetch, `${origin}/?${query.toString()}`, CONFIRMATION_LIMIT);
    this.#logger.log(`The subscription to ${arn} is confirmed.`);
  }
}

/** Bytes. */
const CONFIRMATION_LIMIT = 20_000;
