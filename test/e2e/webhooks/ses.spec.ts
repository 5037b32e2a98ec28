import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemorySuppressionList } from 'nestjs-spring-mail';
import { closedAfterEach } from '../../support/closed-after-each.js';
import {
  certificate,
  certificateUrl,
  confirmation,
  type FakeSns,
  fakeSns,
  signed,
  type SnsBody,
  topicArn,
} from '../../support/webhooks/fake-sns.js';
import {
  bounce,
  bounceOf,
  complaintOf,
  delivery,
  mail,
  published,
} from '../../support/webhooks/ses-notifications.js';
import {
  adapterNames,
  type WebhookApp,
  webhookApp,
  type WebhookAppOptions,
} from '../../support/webhooks/webhook-app.js';

const opened = closedAfterEach();
let sns: FakeSns;
let list: MemorySuppressionList;
beforeEach(async () => {
  list = new MemorySuppressionList();
  sns = opened(await fakeSns());
});

async function start(options: Omit<WebhookAppOptions, 'ses'> = {}): Promise<WebhookApp> {
  const ses = { topics: [topicArn], fetch: sns.fetch };
  return opened(await webhookApp({ suppression: list, ...options, ses }));
}

const notification = (message: unknown, fields: SnsBody = {}): SnsBody =>
  signed({ Message: JSON.stringify(message), ...fields });

const suppressed = (): string[] => list.suppressed(['bob@b.example', 'cid@c.example']);

describe.each(adapterNames)('what SES tells through SNS, with %s', (adapter) => {
  it('suppresses the address of a permanent bounce and is told to listeners, whichever way SNS signs', async () => {
    const seen: unknown[] = [];
    const { sns: post, told } = await start({ adapter, onEvent: (feedback) => seen.push(feedback) });
    for (const version of ['1', '2']) {
      expect(await post(signed({ Message: JSON.stringify(bounce), Subject: 'SES' }, { version }))).toEqual([
        200,
        '',
      ]);
    }
    expect(suppressed()).toEqual(['bob@b.example']);
    expect(told).toHaveLength(2);
    expect(seen).toEqual(told);
    expect(told[0]).toEqual({
      type: 'bounced',
      provider: 'ses',
      recipient: 'bob@b.example',
      permanent: true,
      messageId: '<original@a.example>',
      providerId: mail.messageId,
      reason: 'smtp; 550 5.1.1 <bob@b.example>... User unknown',
      time: new Date('2026-11-27T10:59:38.237Z'),
      raw: bounce,
    });
    expect(sns.asked).toHaveLength(1);
  });

  it('is refused without a word when it does not come from SNS', async () => {
    const { sns: post, told } = await start({ adapter });
    const genuine = notification(bounce);
    expect(await post({ ...genuine, Message: JSON.stringify({ ...bounce, mail: {} }) })).toEqual([403, '']);
    expect(await post({ ...genuine, Type: 'Other' })).toEqual([400, '']);
    expect(await post('hello')).toEqual([400, '']);
    expect([told, suppressed()]).toEqual([[], []]);
  });

  it('is not read beyond a limit', async () => {
    const { post } = await start({ adapter, maxBodySize: 1000 });
    for (const type of ['text/plain', 'application/json']) {
      const large = JSON.stringify({ text: 'x'.repeat(1000) });
      expect(await post('/webhooks/ses', type, large)).toEqual([413, '']);
    }
  });

  it('confirms the subscription of a topic that was named, at an address of its own making', async () => {
    const { sns: post, log } = await start({ adapter });
    expect(await post(confirmation({ SubscribeURL: 'https://evil.example/' }))).toEqual([200, '']);
    const query = new URLSearchParams({
      Action: 'ConfirmSubscription',
      TopicArn: topicArn,
      Token: '2336412f37f',
    });
    expect(sns.asked.at(-1)).toBe(`/?${query.toString()}`);
    expect(log.join('\n')).toContain('is confirmed');
  });
});

describe('what SES tells', () => {
  it.each([
    ['Permanent', 'General', undefined, true],
    ['Permanent', 'OnAccountSuppressionList', undefined, true],
    ['Permanent', 'UnsubscribedRecipient', undefined, false],
    ['Permanent', 'General', '5.7.26', false],
    ['Transient', 'MailboxFull', '4.2.2', false],
    ['Undetermined', 'Undetermined', undefined, false],
  ])('of a bounce: %s, %s, status %s: permanent %s', async (type, subType, status, permanent) => {
    const { sns: post, told } = await start();
    expect(await post(notification(bounceOf(type, subType, status)))).toEqual([200, '']);
    expect(told).toMatchObject([{ permanent, reason: subType, messageId: undefined }]);
    expect(suppressed()).toEqual(permanent ? ['bob@b.example'] : []);
  });

  it('of a complaint suppresses the address, unless it says that the mail is no spam', async () => {
    const { sns: post, told } = await start();
    await post(notification(complaintOf('not-spam')));
    expect(suppressed()).toEqual([]);
    await post(notification(complaintOf('abuse')));
    expect(suppressed()).toEqual(['cid@c.example']);
    expect(told).toMatchObject([{ type: 'complained', reason: 'abuse', recipient: 'cid@c.example' }]);
  });

  it('of a delivery is told for each recipient, with the id of SES where there is no other', async () => {
    const { sns: post, told } = await start();
    await post(notification(delivery));
    await post(notification(published));
    const delivered = { type: 'delivered', providerId: mail.messageId };
    expect(told).toMatchObject([
      { ...delivered, recipient: 'bob@b.example', messageId: '<original@a.example>' },
      { ...delivered, recipient: 'cid@c.example', messageId: '<original@a.example>' },
      { ...delivered, recipient: 'bob@b.example', messageId: undefined },
      { ...delivered, recipient: 'cid@c.example', messageId: undefined },
    ]);
    expect(suppressed()).toEqual([]);
  });

  it('of anything else is taken and means nothing', async () => {
    const { sns: post, told } = await start();
    const others = [
      'Successfully validated SNS topic for Amazon SES event publishing.',
      JSON.stringify({ notificationType: 'AmazonSnsSubscriptionSucceeded' }),
      JSON.stringify({ eventType: 'Open', mail }),
      JSON.stringify({ notificationType: 'Bounce' }),
      JSON.stringify({
        notificationType: 'Bounce',
        bounce: { bouncedRecipients: [null, 'x', { emailAddress: 'x' }] },
      }),
      'null',
    ];
    for (const Message of others) expect(await post(signed({ Message }))).toEqual([200, '']);
    expect(told).toEqual([]);
  });

  it('writes nothing into the prototype of objects, and hands on nothing that would', async () => {
    const { sns: post, told } = await start();
    const hostile = JSON.stringify(bounce).replace('{', '{"__proto__":{"polluted":1},');
    expect(await post(signed({ Message: hostile }))).toEqual([200, '']);
    expect(told).toHaveLength(1);
    expect(Object.hasOwn(told[0]?.raw as object, '__proto__')).toBe(false);
    expect(await post(JSON.parse(`{"__proto__":${JSON.stringify(notification(bounce))}}`))).toEqual([
      400,
      '',
    ]);
    expect('polluted' in {}).toBe(false);
  });
});

describe('a message of SNS', () => {
  async function outcomeOf(body: unknown): Promise<object> {
    const started = await start();
    const { told, log } = started;
    const answer = await started.sns(body);
    await started.close();
    return { answer, told, log: log.join('\n') };
  }
  const refusal = (why: string): object => ({
    answer: [403, ''],
    told: [],
    log: expect.stringContaining(why),
  });

  it.each([
    'http://sns.us-east-1.amazonaws.com/SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-good.pem',
    'https://a:b@sns.us-east-1.amazonaws.com/SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com\\@evil.example/SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com./SimpleNotificationService-good.pem',
    'https://evil.example/sns.us-east-1.amazonaws.com/SimpleNotificationService-good.pem',
    'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-good.pem',
    'https://s3.us-east-1.amazonaws.com/SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-good.pem?x=/evil.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-good.pem#.pem',
    'https://sns.us-east-1.amazonaws.com/../SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com/?Action=GetTopicAttributes&x=SimpleNotificationService-good.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-good.pem\n',
    ' https://sns.us-east-1.amazonaws.com/SimpleNotificationService-good.pem',
    'file:///etc/passwd',
  ])('names a certificate of Amazon: not %j', async (SigningCertURL) => {
    expect(await outcomeOf(notification(bounce, { SigningCertURL }))).toEqual(
      refusal('names a certificate that is not one of Amazon SNS'),
    );
    expect(sns.asked).toEqual([]);
  });

  it('is signed with a certificate that is valid, and holds an RSA key', async () => {
    expect(await outcomeOf(signed({}, { key: 'expired' }))).toEqual(refusal('has expired'));
    expect(await outcomeOf(signed({}, { key: 'elliptic' }))).toEqual(
      refusal('signature that is not that of Amazon SNS'),
    );
  });

  it('comes from a topic that was named', async () => {
    expect(await outcomeOf(signed({ TopicArn: `${topicArn}-of-others` }))).toEqual(
      refusal('not among ses.topics'),
    );
    expect(await outcomeOf(confirmation({ TopicArn: `${topicArn}-of-others` }))).toEqual(
      refusal('not among ses.topics'),
    );
    expect(sns.asked).toEqual([]);
  });

  it.each([
    ['old', -66 * 60_000],
    ['from the future', 6 * 60_000],
  ])('is not %s', async (_what, difference) => {
    expect(await outcomeOf(signed({ Timestamp: new Date(Date.now() + difference).toISOString() }))).toEqual(
      refusal('clock of this machine'),
    );
  });

  it('has a time', async () => {
    expect(await outcomeOf(signed({ Timestamp: 'yesterday' }))).toEqual(refusal('clock of this machine'));
  });

  it('is read in one way only: the lines between its fields are no part of them', async () => {
    const { sns: post, told } = await start();
    const genuine = signed({ Message: `x\nMessageId\ny\nSubject\n${JSON.stringify(bounce)}` });
    const forged = {
      ...genuine,
      Message: 'x',
      MessageId: `y\nSubject\n${JSON.stringify(bounce)}\nMessageId\n${genuine['MessageId']}`,
    };
    expect(await post(forged)).toEqual([400, '']);
    expect(told).toEqual([]);
  });

  it.each([
    'Type',
    'MessageId',
    'TopicArn',
    'Message',
    'Timestamp',
    'Signature',
    'SignatureVersion',
    'SigningCertURL',
  ])('has all its fields, as texts: %s', async (name) => {
    const { sns: post } = await start();
    for (const value of [undefined, 1, { toString: 'x' }, []]) {
      expect(await post({ ...signed({}), [name]: value })).toEqual([400, '']);
    }
  });

  it('that is sent again does its work once', async () => {
    const { sns: post, told } = await start();
    const message = notification(bounce);
    const answers = await Promise.all([post(message), post(message)]);
    expect([...answers, await post(message)]).toEqual([
      [200, ''],
      [200, ''],
      [200, ''],
    ]);
    expect(told).toHaveLength(1);
  });

  it('without a signature, as raw message delivery sends it, is refused with what to switch off', async () => {
    const { sns: post, log } = await start();
    expect(await post(bounce)).toEqual([400, '']);
    expect(log.join('\n')).toContain('Switch raw message delivery of the SNS subscription off');
  });

  it('that ends the subscription is told to the log, and confirms nothing', async () => {
    const { sns: post, log } = await start();
    expect(await post(confirmation({ Type: 'UnsubscribeConfirmation' }))).toEqual([200, '']);
    expect(log.join('\n')).toContain(`The subscription to ${topicArn} was ended`);
    expect(sns.asked).toHaveLength(1);
  });
});

describe('when something does not work', () => {
  const reasons: [string, FakeSns['answer'], number][] = [
    ['SNS fails', (_request, response) => response.writeHead(500).end(), 503],
    ['SNS has no such certificate', (_request, response) => response.writeHead(404).end(), 403],
    ['SNS answers with no certificate', (_request, response) => response.end('<html>'), 503],
    [
      'SNS answers without end',
      (_request, response) => response.end(certificate() + '\n'.repeat(100_000)),
      503,
    ],
    ['SNS breaks off', (request) => request.destroy(), 503],
    ['SNS redirects', (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(), 503],
  ];
  it.each(reasons)(
    '%s: nothing is believed, and it works again afterwards',
    async (_what, answer, status) => {
      const { sns: post, told } = await start();
      const message = notification(bounce);
      sns.answer = answer;
      expect(await post(message)).toEqual([status, '']);
      expect([told, sns.asked]).toEqual([[], ['/SimpleNotificationService-good.pem']]);
      sns.answer = undefined;
      expect(await post(message)).toEqual([200, '']);
      expect(told).toHaveLength(1);
    },
  );

  it('a subscription that could not be confirmed is confirmed when SNS asks again', async () => {
    const { sns: post } = await start();
    await post(notification(bounce));
    sns.answer = (_request, response) => response.writeHead(500).end();
    const asking = confirmation();
    expect(await post(asking)).toEqual([503, '']);
    sns.answer = undefined;
    expect(await post(asking)).toEqual([200, '']);
  });

  it('not more than a few certificates that do not exist are asked for at once', async () => {
    const { sns: post } = await start();
    const open: ServerResponse[] = [];
    let most = 0;
    sns.answer = (_request, response) => {
      most = Math.max(most, open.push(response));
    };
    const flood = Array.from({ length: 10 }, async (_, index) => {
      const SigningCertURL = certificateUrl(`none${index}`);
      const [status] = await post({ ...notification(bounce), SigningCertURL });
      // The first that is turned away lets the others go.
      for (const response of open.splice(0)) response.writeHead(404).end();
      return status;
    });
    const statuses = await Promise.all(flood);
    expect(most).toBeLessThanOrEqual(4);
    expect(new Set(statuses)).toEqual(new Set([403, 503]));
  });

  it('SNS is asked to send again when the suppression list or onEvent fails', async () => {
    const failing = { list: true, listener: true };
    const { sns: post, told } = await start({
      suppression: {
        suppressed: () => [],
        suppress: async () => {
          if (failing.list) throw new Error('no database');
        },
      },
      onEvent: () => {
        if (failing.listener) throw new Error('no listener');
      },
    });
    const message = notification(bounce);
    expect(await post(message)).toEqual([503, '']);
    expect(told).toEqual([]);
    failing.list = false;
    expect(await post(message)).toEqual([503, '']);
    failing.listener = false;
    expect(await post(message)).toEqual([200, '']);
    expect(await post(message)).toEqual([200, '']);
    expect(told).toHaveLength(2);
  });
});
