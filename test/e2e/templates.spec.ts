import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { MailModule, MailService } from 'nestjs-spring-mail';
import { handlebars } from 'nestjs-spring-mail/handlebars';
import { catchMail } from '../support/smtp-catcher.js';
import { withFolder } from '../support/temporary-folder.js';
import { rejection } from '../support/with-server.js';

const to = 'ann@example.org';

/** An application with these templates, and what it sent. */
async function withApplication(
  files: Readonly<Record<string, string>>,
  use: (mail: MailService) => Promise<void>,
): Promise<readonly string[]> {
  return withFolder(files, async (directory) => {
    const catcher = await catchMail();
    try {
      const app = await Test.createTestingModule({
        imports: [
          MailModule.forRoot({
            host: '127.0.0.1',
            port: catcher.port,
            defaults: { from: 'shop@example.org' },
            templates: { directory, engine: handlebars() },
          }),
        ],
      }).compile();
      await app.init();
      try {
        await use(app.get(MailService));
      } finally {
        await app.close();
      }
      return catcher.mails.map(({ raw }) => raw);
    } finally {
      await catcher.close();
    }
  });
}

const files = {
  'welcome.hbs': '---\nsubject: Welcome, {{name}}\n---\n<p>Hello {{name}}</p>',
  'welcome.ko.hbs': '---\nsubject: {{name}}님, 환영합니다\n---\n<p>안녕하세요 {{name}}</p>',
};

describe('a message with a template', () => {
  it('is sent as the template says, in the locale of the message; its own fields win', async () => {
    const sent = await withApplication(files, async (mail) => {
      await mail.send({ to, template: 'welcome', context: { name: 'Ann' } });
      await mail.send({ to, template: 'welcome', context: { name: 'Ann' }, locale: 'ko', subject: 'Mine' });
    });
    expect(sent[0]).toContain('Subject: Welcome, Ann');
    expect(sent[0]).toContain('<p>Hello Ann</p>');
    expect(sent[1]).toContain('Subject: Mine');
    expect(sent[1]).toContain('charset=utf-8');
  });

  it('is refused when there is no such template, or it needs more', async () => {
    await withApplication(files, async (mail) => {
      const unknown = await rejection(mail.send({ to, template: 'welcom', context: {} }));
      expect(unknown).toMatchObject({
        name: 'MailPreparationError',
        message: expect.stringContaining('welcome?'),
      });
      const incomplete = await rejection(mail.send({ to, template: 'welcome', context: {} }));
      expect(incomplete).toMatchObject({
        name: 'MailPreparationError',
        message: expect.stringMatching(/welcome\.hbs.*"name" is not in the context/u),
      });
      const injected = await rejection(
        mail.send({ to, template: 'welcome', context: { name: 'Hi\r\nBcc: evil@evil.test' } }),
      );
      expect(injected).toMatchObject({ name: 'MailParseError', field: 'subject' });
    });
  });

  it('stops the boot when a template cannot be compiled', async () => {
    const error = await rejection(
      withApplication({ 'a.hbs': '{{#if x}}', 'b.hbs': '{{> c}}' }, async () => undefined),
    );
    expect(error).toMatchObject({
      name: 'MailConfigError',
      faults: [{ key: 'a.hbs:1' }, { key: 'b.hbs:1' }],
    });
  });
});
