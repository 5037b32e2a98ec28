import { type INestApplication, type ModuleMetadata, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { FeedbackIntake, MailModule, MailService, MemorySuppressionList } from 'nestjs-spring-mail';
import { MailWebhooksModule, type MailWebhooksOptions } from 'nestjs-spring-mail/webhooks';
import { delivered, signature, signingKey } from '../../support/webhooks/mailgun-events.js';
import { topicArn } from '../../support/webhooks/fake-sns.js';
import { rejection } from '../../support/with-server.js';

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

async function create(
  imports: NonNullable<ModuleMetadata['imports']>,
  prepare: (app: INestApplication) => void = () => undefined,
): Promise<INestApplication> {
  class AppModule {}
  const module = { module: AppModule, imports };
  const app = await NestFactory.create(module, { logger: false, abortOnError: false });
  close = () => app.close();
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

const mail = (suppression = new MemorySuppressionList()) =>
  MailModule.forRoot({ host: 'localhost', suppression });

const event = () => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ signature: signature(), 'event-data': delivered }),
});

describe('MailWebhooksModule', () => {
  it.each<[MailWebhooksOptions, string[]]>([
    [{}, ['MailWebhooksModule']],
    [{ ses: { topics: [] } }, ['ses.topics']],
    [{ ses: {} as { topics: string[] } }, ['ses.topics']],
    [
      {
        ses: {
          topics: [
            topicArn,
            'bounces',
            `${topicArn}.fifo`,
            'arn:aws:sns:us-east-1.evil.example/:123456789012:x',
          ],
        },
      },
      ['ses.topics[1]', 'ses.topics[2]', 'ses.topics[3]'],
    ],
    [{ mailgun: { signingKey: '' } }, ['mailgun.signingKey']],
    [{ mailgun: { signingKey: [] } }, ['mailgun.signingKey']],
    [
      { mailgun: { signingKey: undefined as unknown as string }, maxBodySize: 0 },
      ['mailgun.signingKey', 'maxBodySize'],
    ],
    [{ mailgun: { signingKey, maxAge: -1 } }, ['mailgun.maxAge']],
    [{ sns: {}, mailgun: { signingKey, key: 'x' } } as MailWebhooksOptions, ['sns', 'mailgun.key']],
  ])('does not start with %j', async (options, keys) => {
    const error = await rejection(create([mail(), MailWebhooksModule.forRoot(options)]));
    expect(error).toMatchObject({ code: 'MAIL_CONFIG', faults: keys.map((key) => ({ key })) });
  });

  it("takes its options from a factory, at a path of one's own, and answers for its providers only", async () => {
    const webhooks = MailWebhooksModule.forRootAsync({
      path: 'hooks/mail',
      useFactory: () => ({ mailgun: { signingKey } }),
    });
    const app = await create([mail(), webhooks]);
    const url = await app.getUrl();
    const statuses: number[] = [];
    for (const path of ['/hooks/mail/mailgun', '/hooks/mail/ses', '/webhooks/mailgun']) {
      statuses.push((await fetch(url + path, event())).status);
    }
    expect(statuses).toEqual([200, 404, 404]);
    expect((await fetch(`${url}/hooks/mail/mailgun`)).status).toBe(404);
  });

  it('stays where it is when the application has versions', async () => {
    const app = await create([mail(), MailWebhooksModule.forRoot({ mailgun: { signingKey } })], (nest) =>
      nest.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    );
    expect((await fetch(`${await app.getUrl()}/webhooks/mailgun`, event())).status).toBe(200);
  });

  it('works beside a MailModule that is not global', async () => {
    const own = MailModule.forRoot({ host: 'localhost', isGlobal: false });
    const app = await create([own, MailWebhooksModule.forRoot({ imports: [own], mailgun: { signingKey } })]);
    expect((await fetch(`${await app.getUrl()}/webhooks/mailgun`, event())).status).toBe(200);
  });
});

describe('FeedbackIntake', () => {
  it('takes what a provider without a module of ours tells', async () => {
    const list = new MemorySuppressionList();
    const app = await create([mail(list)]);
    const told: unknown[] = [];
    app.get(MailService).on('feedback', (feedback) => told.push(feedback));
    const fields = { provider: 'postmark', time: new Date(), raw: {} };
    const intake = app.get(FeedbackIntake);
    await intake.take({ ...fields, type: 'bounced', permanent: true, recipient: 'ann@a.example' });
    await intake.take({ ...fields, type: 'bounced', permanent: false, recipient: 'bob@b.example' });
    await intake.take({ ...fields, type: 'delivered', recipient: 'cid@c.example' });
    await intake.take({ ...fields, type: 'complained', recipient: 'dan@d.example' });
    expect(told).toHaveLength(4);
    const all = ['ann@a.example', 'bob@b.example', 'cid@c.example', 'dan@d.example'];
    expect(list.suppressed(all)).toEqual(['ann@a.example', 'dan@d.example']);
  });
});
