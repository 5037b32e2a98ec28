import { request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { closedAfterEach } from '../../support/closed-after-each.js';
import { delivered, signature, signingKey } from '../../support/webhooks/mailgun-events.js';
import {
  adapterNames,
  type WebhookApp,
  webhookApp,
  type WebhookAppOptions,
} from '../../support/webhooks/webhook-app.js';
import { until } from '../../support/until.js';

const opened = closedAfterEach();

const started = async (options: WebhookAppOptions): Promise<WebhookApp> =>
  opened(await webhookApp({ mailgun: { signingKey }, ...options }));

const event = (): string => JSON.stringify({ signature: signature(), 'event-data': delivered });

/** SNS sends JSON as text; everything else is what applications and proxies make of it. */
const TYPES = ['text/plain; charset=UTF-8', 'application/json', 'application/octet-stream', 'text/xml'];

describe.each(adapterNames)('the body of a webhook, with %s', (adapter) => {
  it.each<[string, WebhookAppOptions]>([
    ['as Nest makes it', {}],
    ['that keeps raw bodies', { nest: { rawBody: true } }],
    ['that has no parser', { nest: { bodyParser: false } }],
  ])('is read whatever its type says, in an application %s', async (_what, options) => {
    const { post, told } = await started({ adapter, ...options });
    for (const type of TYPES) expect(await post('/webhooks/mailgun', type, event())).toEqual([200, '']);
    expect(told).toHaveLength(TYPES.length);
  });

  it('that is empty, or no JSON, is refused', async () => {
    const { post } = await started({ adapter });
    for (const body of ['', '   ', '{"signature":', '[]', '"x"', '{}']) {
      expect(await post('/webhooks/mailgun', 'text/plain', body)).toEqual([400, '']);
    }
    expect((await post('/webhooks/mailgun', 'application/json', '{}'))[0]).toBe(400);
  });
});

describe('the body of a webhook', () => {
  it.each<[string, NonNullable<WebhookAppOptions['prepare']>]>([
    ['text', (nest) => nest.useBodyParser('text')],
    ['bytes', (nest) => nest.useBodyParser('raw', { type: () => true })],
    ['JSON', (nest) => nest.useBodyParser('json', { type: () => true })],
  ])('is read where a parser of the application has made %s of it', async (_what, prepare) => {
    const { post, told } = await started({ prepare });
    expect(await post('/webhooks/mailgun', 'text/plain', event())).toEqual([200, '']);
    expect(told).toHaveLength(1);
  });

  it('that breaks off is a line in the log', async () => {
    const { url, told, log } = await started({});
    const begun = httpRequest(`${url}/webhooks/mailgun`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'content-length': 100_000 },
    });
    begun.on('error', () => undefined);
    begun.write('{"signature":', () => setImmediate(() => begun.destroy()));
    await until(() => log.some((line) => line.includes('broke off')));
    expect(told).toEqual([]);
  });

  it('that something else has read is asked for again, and the log says what to change', async () => {
    const { post, log } = await started({
      prepare: (nest) =>
        nest.use((request: IncomingMessage, _response: ServerResponse, next: () => void) => {
          request.resume().once('end', next);
        }),
    });
    expect(await post('/webhooks/mailgun', 'text/plain', event())).toEqual([503, '']);
    expect(log.join('\n')).toContain('app.useBodyParser');
  });
});
