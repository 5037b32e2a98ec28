import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { MailCatcher } from 'nestjs-spring-mail/testing';
import type { MailModuleOptions } from '../../../../lib/module/mail-module-options.js';
import { mailerFor } from '../../../support/mailer-for.js';
import { message, rejection } from '../../../support/with-server.js';

async function withCatcher(test: (catcher: MailCatcher) => Promise<void>): Promise<void> {
  const catcher = await MailCatcher.start();
  try {
    await test(catcher);
  } finally {
    await catcher.close();
  }
}

/** Sends one message by these settings and closes the connection. */
async function sendTo(
  { settings }: MailCatcher,
  options: MailModuleOptions = {},
  subject = 'Hi',
): Promise<void> {
  const mailer = mailerFor({ ...settings, ...options });
  try {
    await mailer.send(message(subject, { text: '.\n..dots\n.' }));
  } finally {
    await mailer.close();
  }
}

describe('a MailCatcher', () => {
  it('takes the mail of any account, byte for byte', () =>
    withCatcher(async (catcher) => {
      await sendTo(catcher, { username: 'ann', password: 'hunter2' });
      expect(catcher.mailbox.last).toMatchObject({ subject: 'Hi', text: '.\n..dots\n.' });
      expect(catcher.env).toEqual({ SPRING_MAIL_HOST: '127.0.0.1', SPRING_MAIL_PORT: String(catcher.port) });
    }));

  it.each(['PLAIN', 'LOGIN'])('knows the sign-in %s of other clients', (method) =>
    withCatcher(async ({ host, port, mailbox }) => {
      const auth = { user: 'ann', pass: 'hunter2', method };
      const client = createTransport({ host, port, auth, ignoreTLS: true });
      await client.sendMail({ from: 'a@x.example', to: 'b@x.example', subject: method, text: 'x' });
      expect(mailbox.last?.subject).toBe(method);
    }),
  );

  it('says what a test lets it say, and hangs up for an error, which leaves the outcome unknown', () =>
    withCatcher(async (catcher) => {
      catcher.mailbox.failNext('452 4.2.2 Mailbox full');
      catcher.mailbox.failNext(new Error('gone'));
      expect(await rejection(sendTo(catcher))).toMatchObject({ outcome: 'refused', permanent: false });
      expect(await rejection(sendTo(catcher))).toMatchObject({ outcome: 'unknown' });
      await sendTo(catcher);
      catcher.mailbox.refuse(/^bob@/u);
      expect(await rejection(sendTo(catcher))).toMatchObject({ outcome: 'refused', permanent: true });
      expect(catcher.mailbox.mails).toHaveLength(1);
    }));

  it('answers whatever it is told, also in one packet', () =>
    withCatcher(async ({ host, port, mailbox }) => {
      const socket = connect(port, host);
      socket.write(
        'HELO x\r\nNOOP\r\nSTARTTLS\r\nDATA\r\nMAIL FROM:<>\r\nRSET\r\nMAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\n',
      );
      socket.write('DATA\r\nSubject: raw\r\n\r\nx\r\n.\r\nQUIT\r\n');
      const codes = (await text(socket)).match(/^\d{3}(?= )/gmu);
      expect(codes).toEqual([
        '220',
        '250',
        '250',
        '502',
        '503',
        '250',
        '250',
        '250',
        '250',
        '354',
        '250',
        '221',
      ]);
      expect(mailbox.last).toMatchObject({ envelope: { from: '', to: ['a@x.example'] }, subject: 'raw' });
    }));

  it('takes no mail that a web page hides in what it posts', () =>
    withCatcher(async ({ host, port, mailbox }) => {
      const socket = connect(port, host);
      socket.write('POST / HTTP/1.1\r\nHost: localhost:2525\r\nContent-Type: text/plain\r\n\r\n');
      socket.write(
        'MAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\nSubject: forged\r\n\r\nx\r\n.\r\nQUIT\r\n',
      );
      await new Promise((resolve) => socket.resume().once('error', resolve).once('close', resolve));
      expect(mailbox.mails).toEqual([]);
    }));

  it('outlives a client that breaks off, and leaves nothing open behind', () =>
    withCatcher(async (catcher) => {
      const socket = connect(catcher.port, catcher.host);
      socket.write('MAIL FROM:<a@x.example>\r\n');
      await new Promise((resolve) => socket.once('data', resolve));
      socket.resetAndDestroy();
      await sendTo(catcher);
      expect(catcher.mailbox.mails).toHaveLength(1);
    }));

  it('takes no half of a mail for a mail', () =>
    withCatcher(async (catcher) => {
      const socket = connect(catcher.port, catcher.host);
      socket.write('MAIL FROM:<>\r\nRCPT TO:<a@x.example>\r\nDATA\r\nSubject: half\r\n\r\nof it\r\n');
      socket.end();
      await text(socket);
      await sendTo(catcher);
      expect(catcher.mailbox.mails.map(({ subject }) => subject)).toEqual(['Hi']);
    }));

  it('tells that its port is taken', () =>
    withCatcher(async ({ port }) => {
      await expect(MailCatcher.start({ port })).rejects.toThrow('EADDRINUSE');
    }));
});
