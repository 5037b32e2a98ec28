import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  AddressException,
  FileSystemResource,
  JavaMailSenderImpl,
  MailAuthenticationException,
  MailException,
  MailParseException,
  MailPreparationException,
  MailSendException,
  Message,
  MessagingException,
  type MimeMessage,
  MimeMessageHelper,
  SimpleMailMessage,
} from 'nestjs-spring-mail/spring';
import PostalMime from 'postal-mime';
import { isMailError } from '../../../../lib/errors/mail.error.js';
import type { MailTransport } from '../../../../lib/transport/mail-transport.js';
import { freePorts } from '../../../support/free-port.js';
import { withSender } from '../../../support/java-mail-sender.js';
import { drop, type ScriptedServerOptions } from '../../../support/scripted-server.js';
import { withFolder } from '../../../support/temporary-folder.js';
import { rejection, taken } from '../../../support/with-server.js';

function simple(subject: string): SimpleMailMessage {
  const message = new SimpleMailMessage();
  message.setFrom('me@mail.example');
  message.setTo('you@mail.example');
  message.setSubject(subject);
  message.setText(`The text of ${subject}.`);
  return message;
}

function mime(sender: JavaMailSenderImpl, subject: string): MimeMessage {
  const message = sender.createMimeMessage();
  message.setFrom('me@mail.example');
  message.setRecipient(Message.RecipientType.TO, 'you@mail.example');
  message.setSubject(subject);
  message.setText(`The text of ${subject}.`);
  return message;
}

async function failure(promise: Promise<unknown>): Promise<MailSendException> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(MailSendException);
  expect(isMailError(error)).toBe(true);
  return error as MailSendException;
}

/** Refuses every mail to an address that begins with `bad`. */
const refusing: ScriptedServerOptions = {
  on: { RCPT: ({ address }) => (address.startsWith('bad') ? '550 5.1.1 no such user' : undefined) },
};

describe('a simple message', () => {
  it('arrives with everything that was set, over a connection that signed in and is closed with the sender (C1)', () =>
    withSender({ users: { ann: 'hunter2' } }, async (sender, server) => {
      sender.setUsername('ann');
      sender.setPassword('hunter2');
      const message = simple('my subject');
      message.setReplyTo('reply@mail.example');
      message.setCc('he@mail.example', 'she@mail.example');
      message.setBcc('us@mail.example', 'them@mail.example');
      message.setSentDate(new Date('2004-01-01T00:00:00Z'));
      await sender.send(message);
      await sender.close();
      await server.idle();
      expect(server.sessions[0]?.signIns).toMatchObject([{ username: 'ann' }]);
      const [mail] = server.mails;
      expect(mail?.to).toEqual(['you', 'he', 'she', 'us', 'them'].map((name) => `${name}@mail.example`));
      expect(await PostalMime.parse(mail!.content)).toMatchObject({
        from: { address: 'me@mail.example' },
        replyTo: [{ address: 'reply@mail.example' }],
        to: [{ address: 'you@mail.example' }],
        cc: [{ address: 'he@mail.example' }, { address: 'she@mail.example' }],
        date: '2004-01-01T00:00:00.000Z',
        subject: 'my subject',
        text: expect.stringContaining('The text of my subject.'),
      });
      expect(mail!.content.toString()).not.toMatch(/us@|them@/u);
    }));

  it('goes with others over one connection, in order, which is closed once (C2)', () =>
    withSender({}, async (sender, server) => {
      const receipts = await sender.send(simple('one'), simple('two'), simple('three'));
      await sender.close();
      await server.idle();
      expect(receipts).toHaveLength(3);
      expect(taken(server)).toEqual(['one', 'two', 'three']);
      expect(server.sessions).toHaveLength(1);
    }));

  it('without a date gets that of the send, and goes to all its recipients (C17)', () =>
    withSender({}, async (sender, server) => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      const message = simple('now');
      message.setCc('he@mail.example');
      const receipt = await sender.send(message);
      expect(receipt.accepted).toEqual(['you@mail.example', 'he@mail.example']);
      const { date } = await PostalMime.parse(server.mails[0]!.content);
      expect(Date.parse(date!)).toBeGreaterThanOrEqual(before);
      expect(message.getSentDate()).toBeNull();
    }));
});

describe('a MIME message', () => {
  it('is sent as the object that it is, alone and with others (C3)', () =>
    withSender({}, async (sender, server) => {
      await sender.send(mime(sender, 'one'));
      await sender.send([mime(sender, 'two'), mime(sender, 'three')]);
      expect(taken(server)).toEqual(['one', 'two', 'three']);
    }));

  it('is prepared by a callback when it is sent, each on a fresh one and all over one connection (C4)', () =>
    withSender({}, async (sender, server) => {
      const given: MimeMessage[] = [];
      const prepare = (message: MimeMessage): void => {
        given.push(message);
        message.setRecipient(Message.RecipientType.TO, 'you@mail.example');
        message.setFrom('me@mail.example');
        message.setText('x');
      };
      await sender.send(prepare, { prepare: (message) => Promise.resolve(prepare(message)) });
      expect(new Set(given).size).toBe(2);
      expect(server.mails).toHaveLength(2);
      expect(server.sessions).toHaveLength(1);
    }));

  it('carries two texts, an inline image and a file', () =>
    withSender({}, async (sender, server) => {
      const bytes = Buffer.from([0, 255, 13, 10, 46, 10]);
      const message = mime(sender, 'all');
      const helper = new MimeMessageHelper(message, true, 'UTF-8');
      helper.setText('안녕', '<p>안녕 <img src="cid:logo"></p>');
      helper.addInline('logo', bytes, 'image/png');
      helper.setPriority(1);
      await withFolder({ 'report.txt': 'the report' }, async (folder) => {
        helper.addAttachment('보고서.txt', new FileSystemResource(`${folder}/report.txt`));
        await sender.send(message);
      });
      const parsed = await PostalMime.parse(server.mails[0]!.content, { attachmentEncoding: 'utf8' });
      expect([parsed.text?.trim(), parsed.html?.trim()]).toEqual([
        '안녕',
        '<p>안녕 <img src="cid:logo"></p>',
      ]);
      expect(parsed.headers).toContainEqual(expect.objectContaining({ key: 'x-priority', value: '1' }));
      expect(parsed.attachments).toMatchObject([
        { contentId: '<logo>', disposition: 'inline', mimeType: 'image/png' },
        { filename: '보고서.txt', mimeType: 'text/plain', content: 'the report' },
      ]);
    }));

  it('keeps the Message-ID and the date that it has (C11, C48)', () =>
    withSender({}, async (sender, server) => {
      const message = mime(sender, 'answer');
      message.setHeader('Message-ID', '<one@mail.example>');
      message.setHeader('References', '<a@mail.example> <b@mail.example>');
      message.setSentDate(new Date('2004-01-01T00:00:00Z'));
      await sender.send(message);
      expect(message.getMessageID()).toBe('<one@mail.example>');
      expect(await PostalMime.parse(server.mails[0]!.content)).toMatchObject({
        messageId: '<one@mail.example>',
        references: '<a@mail.example> <b@mail.example>',
        date: '2004-01-01T00:00:00.000Z',
      });
    }));
});

describe('what cannot be a mail', () => {
  it.each<[string, (message: SimpleMailMessage) => void]>([
    ['an empty sender (C9)', (message) => message.setFrom('')],
    ['two addresses in one text (C46)', (message) => message.setTo('a@x.example, b@x.example')],
    ['a blank in an address (C46)', (message) => message.setTo('a b@x.example')],
  ])('%s is a parse error whose cause is the address error; nothing connects', (_what, spoil) =>
    withSender({}, async (sender, server) => {
      const message = simple('spoilt');
      spoil(message);
      const error = await rejection(sender.send(simple('fine'), message));
      expect(error).toBeInstanceOf(MailParseException);
      expect((error as MailParseException).getCause()).toBeInstanceOf(AddressException);
      expect(server.sessions).toHaveLength(0);
    }),
  );

  it('an address error inside a preparator is a parse error (C10)', () =>
    withSender({}, async (sender) => {
      const error = await rejection(sender.send((message) => new MimeMessageHelper(message).setTo('')));
      expect(error).toBeInstanceOf(MailParseException);
      expect((error as MailParseException).cause).toBeInstanceOf(AddressException);
    }));

  it.each<[string, (message: MimeMessage) => void]>([
    ['a line break in the subject', (message) => message.setSubject('x\r\nBcc: evil@x.example')],
    ['a line break in a header', (message) => message.setHeader('X-A', 'v\r\nX-B: w')],
    [
      'a line break in a name',
      (message) => new MimeMessageHelper(message).addTo('b@x.example', 'Bob\r\nBcc: evil@x.example'),
    ],
  ])('%s is a parse error; nothing connects (C47)', (_what, spoil) =>
    withSender({}, async (sender, server) => {
      const error = await rejection(
        sender.send((message) => {
          message.setFrom('me@mail.example');
          message.addRecipient('To', 'you@mail.example');
          message.setText('x');
          spoil(message);
        }),
      );
      expect(error).toBeInstanceOf(MailParseException);
      expect(server.sessions).toHaveLength(0);
    }),
  );

  it('a message without content is refused before anything connects (C49)', () =>
    withSender({}, async (sender, server) => {
      const message = sender.createMimeMessage();
      const helper = new MimeMessageHelper(message, true);
      helper.setFrom('me@mail.example');
      helper.setTo('you@mail.example');
      const error = await rejection(sender.send(message));
      expect(error).toBeInstanceOf(MailParseException);
      expect(String(error)).toContain('text');
      expect(server.sessions).toHaveLength(0);
    }));

  it('when the second preparator throws, nothing is sent (C50)', () =>
    withSender({}, async (sender, server) => {
      const cause = new TypeError('no such customer');
      const first = (message: MimeMessage): void => message.setText('x');
      const error = await rejection(
        sender.send(first, () => {
          throw cause;
        }),
      );
      expect(error).toBeInstanceOf(MailPreparationException);
      expect((error as MailException).getCause()).toBe(cause);
      expect(server.sessions).toHaveLength(0);
    }));

  it('a file that is not there is a preparation error that names it', () =>
    withSender({}, async (sender, server) => {
      const message = mime(sender, 'report');
      new MimeMessageHelper(message, true).addAttachment('a.txt', new FileSystemResource('/nowhere/a.txt'));
      const error = await rejection(sender.send(message));
      expect(error).toBeInstanceOf(MailPreparationException);
      expect(String(error)).toContain('/nowhere/a.txt');
      expect(server.sessions).toHaveLength(0);
    }));
});

describe('what the sender is configured with', () => {
  it('is a transport of the user, which is used and stays open (C11)', async () => {
    const sent: string[] = [];
    let closed = 0;
    const receiptOf = (messageId: string) => ({
      messageId,
      envelope: { from: '', to: [] },
      accepted: [],
      refused: [],
      response: '',
    });
    const transport: MailTransport = {
      send: async (mail) => {
        sent.push(mail.subject);
        return receiptOf(mail.messageId);
      },
      sendAll: () => Promise.resolve([]),
      verify: () => Promise.resolve(),
      close: () => Promise.resolve(closed++),
    };
    const sender = new JavaMailSenderImpl();
    sender.setTransport(transport);
    await sender.send(simple('by hand'));
    await sender.close();
    expect([sent, closed]).toEqual([['by hand'], 0]);
  });

  it('is any key of Angus Mail, which reaches the connection (C12)', () =>
    withSender({}, async (sender, server) => {
      sender.setJavaMailProperties({ 'mail.smtp.localhost': 'client.example' });
      expect(sender.getJavaMailProperties()).toEqual({ 'mail.smtp.localhost': 'client.example' });
      await sender.send(simple('hello'));
      expect(server.lines[0]).toBe('EHLO client.example');
    }));

  it('can change between two mails', () =>
    withSender({}, async (sender, server) => {
      await sender.send(simple('one'));
      sender.setJavaMailProperties({ 'mail.smtp.localhost': 'client.example' });
      await sender.send(simple('two'));
      expect(server.lines.filter((line) => line.startsWith('EHLO')).at(-1)).toBe('EHLO client.example');
      expect(taken(server)).toEqual(['one', 'two']);
    }));

  it('has the defaults of Spring, and shows no password', () => {
    const sender = new JavaMailSenderImpl();
    sender.setPassword('hunter2');
    expect([sender.getHost(), sender.getPort(), sender.getProtocol(), sender.getUsername()]).toEqual([
      null,
      -1,
      'smtp',
      null,
    ]);
    sender.setPort(2525);
    sender.setPort(JavaMailSenderImpl.DEFAULT_PORT);
    expect(sender.getPort()).toBe(-1);
    expect(inspect(sender, { showHidden: true, depth: 9 })).not.toContain('hunter2');
  });

  it('is tried by testConnection, which throws what is below the exceptions of Spring (C16)', async () => {
    await withSender({}, async (sender, server) => {
      await sender.testConnection();
      expect(server.mails).toHaveLength(0);
    });
    const [port] = await freePorts(1);
    const refused = new JavaMailSenderImpl();
    refused.setHost('127.0.0.1');
    refused.setPort(port!);
    await expect(refused.testConnection()).rejects.toThrow(MessagingException);
    await expect(refused.testConnection()).rejects.toThrow(/nothing listens/u);
    const homeless = new JavaMailSenderImpl();
    await expect(homeless.testConnection()).rejects.toThrow(/spring\.mail\.host/u);
  });
});

describe('a send that fails', () => {
  it('because nothing listens names every message with the very cause (C13)', async () => {
    const [port] = await freePorts(1);
    const sender = new JavaMailSenderImpl();
    sender.setHost('127.0.0.1');
    sender.setPort(port!);
    const [one, two] = [simple('one'), simple('two')];
    const single = await failure(sender.send(one));
    expect([...single.getFailedMessages()]).toEqual([[one, single.getCause()]]);
    const batch = await failure(sender.send(one, two));
    expect([...batch.getFailedMessages().keys()]).toEqual([one, two]);
    expect(batch.getFailedMessages().get(one)).toBe(batch.getCause());
    expect(batch.message).toMatch(/nothing listens/u);
    await sender.close();
  });

  it('because the settings cannot work names every message too', async () => {
    const [sender, message] = [new JavaMailSenderImpl(), simple('one')];
    const error = await failure(sender.send(message));
    expect([...error.getFailedMessages().keys()]).toEqual([message]);
    expect(error.message).toContain('spring.mail.host');
  });

  it('does not follow from a line that breaks after the mail was taken (C14)', () =>
    withSender({ on: { QUIT: drop } }, async (sender, server) => {
      await sender.send(simple('one'), simple('two'));
      await sender.close();
      expect(taken(server)).toEqual(['one', 'two']);
    }));

  it.each<[string, (sender: JavaMailSenderImpl, subject: string) => SimpleMailMessage | MimeMessage]>([
    ['simple', (_sender, subject) => simple(subject)],
    ['MIME', mime],
  ])(
    'with the first of two %s messages still delivers the second, and names the first alone (C15)',
    (_kind, make) =>
      withSender(refusing, async (sender, server) => {
        const [first, second] = [make(sender, 'one'), make(sender, 'two')];
        if (first instanceof SimpleMailMessage) first.setTo('bad@mail.example');
        else first.setRecipient('To', 'bad@mail.example');
        const error = await failure(sender.send([first, second]));
        expect(taken(server)).toEqual(['two']);
        expect([...error.getFailedMessages().keys()]).toEqual([first]);
        expect(error.getMessageExceptions()).toEqual([error.getCause()]);
        expect(error.message).toContain('no such user');
        expect(error.receipts).toHaveLength(1);
        expect(error.outcome).toBe('refused');
        expect(inspect(error, { depth: 9 })).not.toContain('The text of');
      }),
  );

  it('names a message that a preparator made', () =>
    withSender(refusing, async (sender) => {
      const made: MimeMessage[] = [];
      const error = await failure(
        sender.send((message) => {
          made.push(message);
          const helper = new MimeMessageHelper(message);
          helper.setFrom('me@mail.example');
          helper.setTo('bad@mail.example');
          helper.setText('x');
        }),
      );
      expect([...error.getFailedMessages().keys()]).toEqual(made);
    }));

  it('because the sign-in was refused is an authentication exception, for one message and for many', () =>
    withSender({ users: { ann: 'right' } }, async (sender, server) => {
      sender.setUsername('ann');
      sender.setPassword('hunter2');
      for (const send of [
        () => sender.send(simple('one')),
        () => sender.send(simple('one'), simple('two')),
      ]) {
        const error = await rejection(send());
        expect(error).toBeInstanceOf(MailAuthenticationException);
        expect(error).toBeInstanceOf(MailException);
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
      }
      expect(server.mails).toHaveLength(0);
    }));
});
