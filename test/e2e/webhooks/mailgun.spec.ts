import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemorySuppressionList } from 'nestjs-spring-mail';
import { closedAfterEach } from '../../support/closed-after-each.js';
import {
  complained,
  delivered,
  failed,
  now,
  signature,
  signingKey,
} from '../../support/webhooks/mailgun-events.js';
import {
  adapterNames,
  type WebhookApp,
  webhookApp,
  type WebhookAppOptions,
} from '../../support/webhooks/webhook-app.js';

const opened = closedAfterEach();
let list: MemorySuppressionList;
beforeEach(() => {
  list = new MemorySuppressionList();
});

async function start(options: WebhookAppOptions = {}): Promise<WebhookApp> {
  return opened(await webhookApp({ suppression: list, mailgun: { signingKey }, ...options }));
}

const suppressed = (): string[] => list.suppressed(['bob@b.example']);

describe.each(adapterNames)('what Mailgun tells, with %s', (adapter) => {
  it('suppresses the address of a permanent failure and is told to listeners', async () => {
    const { mailgun, told } = await start({ adapter });
    const event = failed('permanent', 'bounce');
    expect(await mailgun({ signature: signature(), 'event-data': event })).toEqual([200, '']);
    expect(suppressed()).toEqual(['bob@b.example']);
    expect(told).toEqual([
      {
        type: 'bounced',
        provider: 'mailgun',
        recipient: 'bob@b.example',
        permanent: true,
        messageId: '<original@a.example>',
        reason: '550 5.1.1 No such user here',
        time: new Date(1764241125513),
        raw: event,
      },
    ]);
  });

  it('is refused without a word when Mailgun did not sign it', async () => {
    const { mailgun, told } = await start({ adapter });
    const event = failed('permanent', 'bounce');
    const genuine = signature();
    const forged = [
      signature('another key'),
      { ...genuine, signature: genuine.signature.replace(/^./u, (digit) => (digit === '0' ? '1' : '0')) },
      { ...genuine, signature: genuine.signature.slice(2) },
      { ...genuine, signature: genuine.signature.toUpperCase() },
      { ...genuine, signature: '' },
      { ...genuine, signature: undefined },
      { ...genuine, token: `${genuine.token}0` },
      signature('', now()),
    ];
    for (const one of forged)
      expect(await mailgun({ signature: one, 'event-data': event })).toEqual([403, '']);
    expect(await mailgun({ 'event-data': event })).toEqual([400, '']);
    expect([told, suppressed()]).toEqual([[], []]);
  });

  it('as a form, as in 2018, is refused with what to do', async () => {
    const { post, log } = await start({ adapter });
    const form = new URLSearchParams({ ...signature(), event: 'bounced', recipient: 'bob@b.example' });
    const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
    for (const type of types)
      expect(await post('/webhooks/mailgun', type, form.toString())).toEqual([400, '']);
    expect(log.join('\n')).toContain('make the webhook anew');
  });
});

describe('what Mailgun tells', () => {
  it.each<[string, object, string | undefined, boolean]>([
    ['an address it knows to bounce', failed('permanent', 'suppress-bounce'), 'bounced', true],
    ['a complaint', complained, 'complained', true],
    ['a delivery', delivered, 'delivered', false],
    [
      'a full mailbox',
      failed('temporary', 'generic', { code: 452, 'enhanced-code': '4.2.2' }),
      'bounced',
      false,
    ],
    ['hours of failures', failed('permanent', 'old'), 'bounced', false],
    ['somebody who unsubscribed', failed('permanent', 'suppress-unsubscribe'), 'bounced', false],
    ['a soft bounce', failed('permanent', 'generic', { 'bounce-type': 'soft' }), 'bounced', false],
    ['a mail without DKIM', failed('permanent', 'generic', { 'enhanced-code': '5.7.26' }), 'bounced', false],
    ['a mail that was opened', { ...delivered, event: 'opened' }, undefined, false],
    ['an event of a kind to come', { event: 'toString' }, undefined, false],
  ])('of %s', async (_what, event, type, isSuppressed) => {
    const { mailgun, told } = await start();
    expect(await mailgun({ signature: signature(), 'event-data': event })).toEqual([200, '']);
    expect(told.map((feedback) => feedback.type)).toEqual(type === undefined ? [] : [type]);
    expect(suppressed()).toEqual(isSuppressed ? ['bob@b.example'] : []);
  });

  it('is taken with any of several keys, and with that of the main account for events of a subaccount', async () => {
    const { mailgun, told } = await start({ mailgun: { signingKey: ['new key', signingKey] } });
    const ofSubaccount = signature('key of the subaccount');
    const parent = signature(signingKey, ofSubaccount.timestamp, ofSubaccount.token).signature;
    for (const one of [signature(), signature('new key'), { ...ofSubaccount, 'parent-signature': parent }]) {
      expect(await mailgun({ signature: one, 'event-data': delivered })).toEqual([200, '']);
    }
    expect(told).toHaveLength(3);
  });

  it('is new', async () => {
    const { mailgun, log } = await start();
    for (const seconds of [-9 * 3600 - 60, 600]) {
      const one = signature(signingKey, String(Number(now()) + seconds));
      expect(await mailgun({ signature: one, 'event-data': delivered })).toEqual([403, '']);
    }
    expect(log.join('\n')).toContain('clock of this machine');
  });

  it('is not made new by moving a digit between the timestamp and the token', async () => {
    const { mailgun } = await start();
    const old = signature(signingKey, '1500000000', `9${'a'.repeat(49)}`);
    const moved = { ...old, timestamp: '15000000009', token: 'a'.repeat(49) };
    expect(await mailgun({ signature: moved, 'event-data': delivered })).toEqual([400, '']);
  });

  it('that is sent again does its work once, and lends its signature to nothing else', async () => {
    const { mailgun, told } = await start();
    const one = signature();
    const genuine = { signature: one, 'event-data': delivered };
    expect([await mailgun(genuine), await mailgun(genuine)]).toEqual([
      [200, ''],
      [200, ''],
    ]);
    expect(await mailgun({ signature: one, 'event-data': complained })).toEqual([403, '']);
    expect(told).toHaveLength(1);
    expect(suppressed()).toEqual([]);
  });

  it('hands on nothing that would be written into the prototype of objects', async () => {
    const { post, told } = await start();
    const event = JSON.stringify(delivered).replace('{', '{"__proto__":{"polluted":1},');
    const body = `{"signature":${JSON.stringify(signature())},"event-data":${event}}`;
    expect(await post('/webhooks/mailgun', 'application/json', body)).toEqual([200, '']);
    expect(Object.hasOwn(told[0]?.raw as object, '__proto__')).toBe(false);
  });
});
