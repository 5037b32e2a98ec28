import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { createMailer } from '../../../lib/module/create-mailers.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import type { MailMessage } from '../../../lib/message/message.js';
import type { RenderedMail } from '../../../lib/transport/rendered-mail.js';
import { withServer } from '../../support/with-server.js';

const message = {
  from: 'Ann <ann@a.example>',
  to: 'bob@b.example',
  bcc: 'hidden@b.example',
  subject: '안녕하세요 '.repeat(10).trim(),
  html: '<p>Hello</p>',
  messageId: '<1@a.example>',
  sentDate: new Date(0),
} satisfies MailMessage;

async function rendered(
  options: MailModuleOptions,
  changes: Partial<MailMessage> = {},
): Promise<RenderedMail> {
  const mailer = createMailer(options);
  try {
    return await mailer.render({ ...message, ...changes });
  } finally {
    await mailer.close();
  }
}

describe('a rendered mail', () => {
  // Nothing listens at port 1: a mail that is sent would fail.
  const nowhere = { host: '127.0.0.1', port: 1 };

  it('tells its headers, texts, envelope and bytes, and is not sent', async () => {
    const mail = await rendered({ ...nowhere, interceptors: [(one) => ({ ...one, text: 'Hello' })] });
    expect(mail).toMatchObject({
      messageId: '<1@a.example>',
      envelope: { from: 'ann@a.example', to: ['bob@b.example', 'hidden@b.example'] },
      subject: message.subject,
      text: 'Hello',
      html: '<p>Hello</p>',
    });
    expect(mail.headers).toContainEqual({ name: 'From', value: 'Ann <ann@a.example>' });
    expect(mail.headers.find(({ name }) => name === 'Subject')?.value).toMatch(/^=\?UTF-8\?B\?\S+ =\?UTF-8/u);
    const parsed = await PostalMime.parse(mail.raw);
    expect([parsed.subject, parsed.html?.trim()]).toEqual([message.subject, '<p>Hello</p>']);
    expect(mail.raw.toString()).not.toContain('hidden@b.example');
  });

  it('is byte for byte what the server gets', async () => {
    await withServer({}, {}, async ({ mailer, server }) => {
      const text = 'x\n.\ny';
      const { html: _html, ...plain } = message;
      const { raw } = await mailer.render({ ...plain, text });
      await mailer.send({ ...plain, text });
      expect(server.mails[0]?.content.toString()).toBe(raw.toString());
    });
  });

  it('is signed where the mailer signs', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const dkim = { domain: 'a.example', selector: 's', privateKey: pem };
    const { headers } = await rendered({ ...nowhere, dkim });
    expect(headers[0]?.name).toBe('DKIM-Signature');
  });

  it('is told by transports of any kind', async () => {
    const transport = createTransport({ streamTransport: true });
    const [ours, theirs] = [await rendered(nowhere), await rendered({ transport })];
    expect(theirs.headers.map(({ name }) => name)).toEqual(ours.headers.map(({ name }) => name));
  });

  it('names what is wrong, as sending does', async () => {
    await expect(rendered(nowhere, { to: 'nobody' })).rejects.toThrow(/message's to /u);
  });
});
