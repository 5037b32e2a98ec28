import { textAt } from '../fields.js';
import { WebhookRefusal } from '../webhook-refusal.js';

/** What SNS posts. */
export interface SnsMessage {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly id: string;
  readonly topicArn: string;
  readonly message: string;
  readonly timestamp: string;
  /** Of confirmations. */
  readonly token: string | undefined;
  readonly signature: Buffer;
  /** Name of the digest, by the version of the signature. */
  readonly digest: 'sha1' | 'sha256';
  readonly certificateUrl: string;
  /** What is signed. */
  readonly signedText: string;
}

/** The signed fields of each type, in the order in which they are signed. */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

const DIGESTS: Readonly<Record<string, SnsMessage['digest']>> = { 1: 'sha1', 2: 'sha256' };

/** @throws WebhookRefusal when it is no message of SNS */
export function snsMessage(body: unknown): SnsMessage {
  const type = textAt(body, 'Type');
  if (!isType(type)) throw unreadable(body);
  const digest = DIGESTS[needed(body, 'SignatureVersion')];
  if (digest === undefined) throw new WebhookRefusal(400, 'has a signature of a version that is not known');
  return {
    type,
    id: needed(body, 'MessageId'),
    topicArn: needed(body, 'TopicArn'),
    message: needed(body, 'Message'),
    timestamp: needed(body, 'Timestamp'),
    token: type === 'Notification' ? undefined : needed(body, 'Token'),
    signature: Buffer.from(needed(body, 'Signature'), 'base64'),
    digest,
    certificateUrl: needed(body, 'SigningCertURL'),
    signedText: SIGNED[type].map((name) => signedLines(body, name)).join(''),
  };
}

function isType(type: string | undefined): type is SnsMessage['type'] {
  return type !== undefined && Object.hasOwn(SIGNED, type);
}

function needed(body: unknown, name: string): string {
  const text = textAt(body, name);
  if (text === undefined) throw new WebhookRefusal(400, `has no ${name}`);
  return text;
}

/** Lines separate the fields, so a line break in any but the free text would let one text be read as two messages. */
function signedLines(body: unknown, name: string): string {
  const text = name === 'Subject' ? textAt(body, name) : needed(body, name);
  if (text === undefined) return '';
  if (name !== 'Message' && text.includes('\n')) throw new WebhookRefusal(400, `has a line break in ${name}`);
  return `${name}\n${text}\n`;
}

function unreadable(body: unknown): WebhookRefusal {
  const isBare = textAt(body, 'notificationType') !== undefined || textAt(body, 'eventType') !== undefined;
  return new WebhookRefusal(
    400,
    isBare
      ? 'is not signed. Switch raw message delivery of the SNS subscription off'
      : 'is no message of Amazon SNS',
  );
}
