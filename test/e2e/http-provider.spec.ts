import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { failover, type GivenTransport, type MailTransport } from 'nestjs-spring-mail';
import { Mailer } from '../../lib/delivery/mailer.js';
import {
  CLIENTS,
  httpProvider,
  type HttpProvider,
  providerTransport,
  status,
} from '../support/http-provider.js';
import { mailersFor } from '../support/mailers-for.js';
import { message, rejection } from '../support/with-server.js';

let provider: HttpProvider;
let closing: (() => Promise<unknown>)[];
beforeEach(async () => {
  provider = await httpProvider();
  closing = [provider.close];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

function mailerWith(transport: GivenTransport): Mailer {
  const mailers = mailersFor({ transport });
  closing.push(() => mailers.close());
  return mailers.get();
}

const refused = (permanent: boolean | undefined) => ({
  name: 'MailSendError',
  outcome: 'refused',
  permanent,
});
const unknown = { name: 'MailSendError', outcome: 'unknown' };

describe('a provider behind an HTTP API, with a transport of somebody else for nodemailer', () => {
  it('is a mailer like any other: the receipt has our Message-ID and the id of the provider', async () => {
    const mailer = mailerWith(providerTransport(provider.url));
    const receipt = await mailer.send(message('1', { bcc: 'dan@d.example' }));
    expect(receipt).toMatchObject({
      accepted: ['bob@b.example', 'dan@d.example'],
      refused: [],
      response: 'provider-1',
    });
    expect(provider.mails[0]).toContain(`Message-ID: ${receipt.messageId}`);
    expect(await mailer.send([message('2'), message('3')])).toHaveLength(2);
    expect(provider.mails).toHaveLength(3);
  });

  describe.each(Object.entries(CLIENTS))('whose client tells as %s does', (_client, toError) => {
    it.each<[number, object]>([
      [400, refused(true)],
      [401, refused(false)],
      [403, refused(false)],
      [408, refused(false)],
      [413, refused(true)],
      [422, refused(true)],
      [429, refused(false)],
      [500, unknown],
      [502, unknown],
      [503, refused(false)],
      [504, unknown],
    ])('answers %i', async (code, outcome) => {
      provider.answer = status(code);
      const error = await rejection(
        mailerWith(providerTransport(provider.url, { toError })).send(message('1')),
      );
      expect(error).toMatchObject(outcome);
      expect(String(error)).toContain(`answered ${code}`);
    });
  });

  it('that does not answer in the time of its client may have taken the mail', async () => {
    provider.answer = () => undefined;
    const mailer = mailerWith(providerTransport(provider.url, { timeout: 200 }));
    expect(await rejection(mailer.send(message('1')))).toMatchObject(unknown);
  });

  it('that breaks off before it answers may have taken the mail', async () => {
    provider.answer = (_response, request) => request.socket.destroy();
    expect(await rejection(mailerWith(providerTransport(provider.url)).send(message('1')))).toMatchObject(
      unknown,
    );
  });

  it('that cannot be reached has taken nothing', async () => {
    await provider.close();
    closing = [];
    const error = await rejection(mailerWith(providerTransport(provider.url)).send(message('1')));
    expect(error).toMatchObject(refused(undefined));
    expect(String(error)).toContain('ECONNREFUSED');
  });

  it.each<[string, { timeout?: number; signal?: AbortSignal }]>([
    ['the limit of a send', { timeout: 200 }],
    ['the signal of a send', { signal: AbortSignal.timeout(200) }],
  ])('that does not answer is waited for no longer than %s', async (_what, options) => {
    provider.answer = () => undefined;
    const mailer = mailerWith(providerTransport(provider.url));
    expect(await rejection(mailer.send(message('1'), options))).toMatchObject(unknown);
    expect(await rejection(mailer.send([message('2')], { timeout: 200 }))).toMatchObject(unknown);
  });

  it('stands in for another one that is down, throttles or lets nobody in, and for none that may have taken the mail', async () => {
    const backup = await httpProvider();
    closing.push(backup.close);
    const send = (): Promise<unknown> => {
      const both = failover([providerTransport(provider.url), providerTransport(backup.url)]);
      return mailerWith(both).send(message('1'));
    };
    for (const code of [401, 429, 503]) {
      provider.answer = status(code);
      await send();
    }
    expect(backup.mails).toHaveLength(3);
    for (const code of [400, 500]) {
      provider.answer = status(code);
      await rejection(send());
    }
    expect(backup.mails).toHaveLength(3);
  });
});

describe("nodemailer's transport for SES", () => {
  class SendEmailCommand {
    constructor(readonly input: { Content: { Raw: { Data: Buffer } } }) {}
  }
  function ses(send: (command: SendEmailCommand) => Promise<object>) {
    const sesClient = { config: { region: async () => 'eu-west-1' }, send };
    return createTransport({ SES: { sesClient, SendEmailCommand } } as object as Parameters<
      typeof createTransport
    >[0]);
  }

  it('leaves the Message-ID of the receipt to us, and gives the id of SES as its response', async () => {
    const sent: string[] = [];
    const transport = ses(async ({ input }) => {
      sent.push(input.Content.Raw.Data.toString());
      return { MessageId: '0100019aa1f2c3d4-000000' };
    });
    const receipt = await mailerWith(transport).send(message('1'));
    expect(receipt.response).toBe('0100019aa1f2c3d4-000000');
    expect(sent[0]).toContain(`Message-ID: ${receipt.messageId}`);
  });

  it.each([
    [
      'throttles',
      { name: 'ThrottlingException', $retryable: { throttling: true }, $metadata: { httpStatusCode: 400 } },
      refused(false),
    ],
    ['rejects', { name: 'MessageRejected', $metadata: { httpStatusCode: 400 } }, refused(true)],
    ['fails inside', { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }, unknown],
    ['does not answer', { name: 'TimeoutError', $metadata: { attempts: 1 } }, unknown],
    ['does not connect in time', { code: 'ETIMEDOUT', syscall: 'connect' }, refused(undefined)],
    ['falls silent', { code: 'ETIMEDOUT', syscall: 'read' }, unknown],
    ['falls silent behind fetch', { cause: { code: 'ETIMEDOUT', syscall: 'read' } }, unknown],
    ['does not connect behind fetch', { cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } }, refused(undefined)],
    ['is not found', { code: 'ENOTFOUND', $metadata: { attempts: 3 } }, refused(undefined)],
  ])('that %s', async (_what, fields, outcome) => {
    const transport = ses(() => Promise.reject(Object.assign(new Error('no'), fields)));
    expect(await rejection(mailerWith(transport).send(message('1')))).toMatchObject(outcome);
  });
});

describe('what is given as a transport', () => {
  it('and is a plugin of nodemailer alone is refused, with how to pass it', () => {
    const plugin = { name: 'provider', version: '1', send: () => undefined };
    expect(() => mailerWith(plugin as object as MailTransport)).toThrow('createTransport(plugin)');
  });
});
