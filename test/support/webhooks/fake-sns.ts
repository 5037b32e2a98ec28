import { randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mailAuthority } from '../smime-certificates.js';

export const region = 'us-east-1';
export const topicArn = `arn:aws:sns:${region}:123456789012:ses-feedback`;
const origin = `https://sns.${region}.amazonaws.com`;

/** Certificates by the name of their file. */
const authority = mailAuthority([
  { address: 'good' },
  { address: 'expired', days: -1 },
  { address: 'elliptic', key: 'ec' },
]);

export const certificate = (name = 'good'): string => authority.of(name).cert;

export const certificateUrl = (name = 'good'): string => `${origin}/SimpleNotificationService-${name}.pem`;

/** What SNS posts, each field replaceable. */
export type SnsBody = Readonly<Record<string, string | undefined>>;

/** SNS on a loopback port: gives out its certificate, confirms subscriptions, and signs messages. */
export interface FakeSns {
  /** Goes to the loopback port in place of SNS, and nowhere else. */
  readonly fetch: typeof globalThis.fetch;
  /** Paths that were asked for, with their query. */
  readonly asked: readonly string[];
  /** Answers in place of the server. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  close(): Promise<void>;
}

export async function fakeSns(): Promise<FakeSns> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (fake.answer !== undefined) return fake.answer(request, response);
    const [, name = ''] = /^\/SimpleNotificationService-(\w+)\.pem$/u.exec(request.url ?? '') ?? [];
    if (['good', 'expired', 'elliptic'].includes(name)) return response.end(certificate(name));
    if (request.url?.startsWith('/?Action=ConfirmSubscription&'))
      return response.end('<ConfirmSubscriptionResponse/>');
    return response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const fake: FakeSns = {
    fetch: (input, init) => {
      if (typeof input !== 'string' || !input.startsWith(`${origin}/`))
        throw new Error('SNS alone is to be asked.');
      return globalThis.fetch(input.replace(origin, `http://127.0.0.1:${port}`), init);
    },
    asked,
    answer: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}

const NAMES = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** A message as SNS signs it. @param version 1 with SHA-1, 2 with SHA-256 */
export function signed(
  fields: SnsBody,
  { version = '2', key = 'good' } = {},
): Record<string, string | undefined> {
  const whole: SnsBody = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topicArn,
    Message: 'Hello',
    Timestamp: new Date().toISOString(),
    ...fields,
  };
  const text = NAMES.map((name) => (whole[name] === undefined ? '' : `${name}\n${whole[name]}\n`)).join('');
  const signature = sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), authority.of(key).key);
  return {
    ...whole,
    SignatureVersion: version,
    Signature: signature.toString('base64'),
    SigningCertURL: certificateUrl(key),
    UnsubscribeURL: `${origin}/?Action=Unsubscribe&SubscriptionArn=${topicArn}:c9135db0-26c4-47ec-8998-413945fb5a96`,
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => !NAMES.includes(name))),
  };
}

/** What SNS sends when an endpoint is subscribed, or unsubscribed. */
export function confirmation(fields: SnsBody = {}): Record<string, string | undefined> {
  const Token = '2336412f37f';
  return signed({
    Type: 'SubscriptionConfirmation',
    Token,
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `${origin}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${Token}`,
    ...fields,
  });
}
