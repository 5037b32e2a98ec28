// Runs in a project of nest-new.mjs: the controllers of the package, with Express and with Fastify of that Nest.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { MailModule, MailService, MemorySuppressionList } from 'nestjs-spring-mail';
import { UnsubscribeModule } from 'nestjs-spring-mail/unsubscribe';
import { MailWebhooksModule } from 'nestjs-spring-mail/webhooks';

const signingKey = 'signing key';
const oneClick = { 'List-Unsubscribe': 'One-Click' };

for (const adapter of [new ExpressAdapter(), new FastifyAdapter()]) {
  const suppression = new MemorySuppressionList();
  const unsubscribe = { url: 'https://a.example/unsubscribe', secret: 's'.repeat(32) };
  class AppModule {}
  const imports = [
    MailModule.forRoot({ host: 'localhost', suppression, unsubscribe }),
    UnsubscribeModule.forRoot(),
    MailWebhooksModule.forRoot({ mailgun: { signingKey } }),
  ];
  const app = await NestFactory.create({ module: AppModule, imports }, adapter, {
    logger: false,
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();

  const link = url + (await linkOf(app.get(MailService)));
  assert.match(await (await fetch(link)).text(), /<form method="post">/u);
  const form = new FormData();
  form.set(...Object.entries(oneClick)[0]);
  for (const body of [new URLSearchParams(oneClick), form, '']) assert.equal(await post(link, { body }), 200);
  assert.equal(await post(link.slice(0, -2), { body: '' }), 400);
  assert.deepEqual(suppression.suppressed(['bob@b.example'], { list: 'news' }), ['bob@b.example']);

  for (const type of ['application/json', 'text/plain; charset=UTF-8', 'application/octet-stream']) {
    const request = { headers: { 'content-type': type }, body: complaint() };
    assert.equal(await post(`${url}/webhooks/mailgun`, request), 200);
  }
  assert.equal(await post(`${url}/webhooks/mailgun`, { body: '{}' }), 400);
  assert.deepEqual(suppression.suppressed(['cid@c.example']), ['cid@c.example']);
  await app.close();
}

async function post(url, request) {
  return (await fetch(url, { method: 'POST', ...request })).status;
}

/** Path and query of the link that unsubscribes. */
async function linkOf(mail) {
  const message = { from: 'ann@a.example', to: 'bob@b.example', subject: 'News', text: 'News' };
  const { raw } = await mail.render({ ...message, unsubscribe: { list: 'news' } });
  const unfolded = raw.toString().replaceAll(/\r\n[ \t]+/gu, ' ');
  return /^List-Unsubscribe: <https:\/\/a\.example(?<link>[^>]*)>/mu.exec(unfolded).groups.link;
}

function complaint() {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const token = randomBytes(25).toString('hex');
  const signature = createHmac('sha256', signingKey)
    .update(timestamp + token)
    .digest('hex');
  const event = { event: 'complained', recipient: 'cid@c.example' };
  return JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': event });
}
