import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import type { MailSeal, SealContext } from '../../lib/message/seal/mail-seal.js';
import type { DkimKey } from '../../lib/message/dkim/dkim-key.js';
import { caughtMailers } from '../support/caught-mailers.js';
import { describeWith } from '../support/describe-with.js';
import { ed25519Key, pemOf, rsaKey } from '../support/dkim-keys.js';
import { verifyDkim } from '../support/dkim-verify.js';
import { mailersFor } from '../support/mailers-for.js';
import { message, rejection } from '../support/with-server.js';

const catcher = caughtMailers();

/** Puts a field on top; takes a moment where `delay` says so. */
function stamp(value: string, delay: (context: SealContext) => number = () => 0): MailSeal {
  return {
    seal: async ({ fields, body }, context) => {
      await pause(delay(context));
      return { fields: [`X-Stamp: ${value}\r\n`, ...fields], body };
    },
  };
}

function stamps(): (string | undefined)[] {
  return catcher.mails.map(({ raw }) => /^X-Stamp: (.*)$/mu.exec(raw)?.[1]?.trim());
}

const options = ({ domain, selector, key }: DkimKey) => ({
  domain,
  selector,
  privateKey: pemOf({ domain, selector, key }),
});

describeWith(['dkimpy'], 'with nest.mail.dkim every mail is signed', () => {
  const [rsa, ed] = [rsaKey('a.example'), ed25519Key('a.example')];
  const dkim = { ...options(rsa), keys: [options(ed)] };
  const html = '<p>Grüße  <b>an alle</b></p>\n.\n';

  function verdicts(): boolean[][] {
    return verifyDkim(
      catcher.mails.map(({ raw }) => Buffer.from(raw)),
      [rsa, ed],
    );
  }

  it('one, a batch in order, and many', async () => {
    const mailer = catcher.mailerFor({ dkim });
    await mailer.send(
      message('one', { html, attachments: [{ filename: 'ü.bin', content: Buffer.alloc(3e5, 7) }] }),
    );
    await mailer.send(Array.from({ length: 20 }, (_, n) => message(`batch ${n}`, { html })));
    for await (const { error } of mailer.sendEach([message('each 1'), message('each 2')])) {
      expect(error).toBeUndefined();
    }
    expect(verdicts()).toEqual(catcher.mails.map(() => [true, true]));
    const subjects = catcher.mails.map(({ raw }) => /^Subject: (.*)$/mu.exec(raw)?.[1]?.trim() ?? '');
    expect(subjects.slice(1, 21)).toEqual(Array.from({ length: 20 }, (_, n) => `batch ${n}`));
    expect(subjects).toHaveLength(23);
  });

  it('also what nodemailer composes, with plugins of any step, and what is sent by its transporter', async () => {
    const mailer = catcher.mailerFor({ dkim });
    mailer.transporter?.use('compile', (mail, done) => {
      mail.data.headers = [{ key: 'X-Plugin', value: 'compile' }];
      done();
    });
    await mailer.send(message('composed here', { html }));
    mailer.transporter?.use('stream', (mail, done) => {
      mail.message.addHeader('X-Streamed', 'yes');
      done();
    });
    await mailer.send([message('streamed 1', { html }), message('streamed 2')]);
    await mailer.transporter?.sendMail({ from: 'ann@a.example', to: 'bob@b.example', text: 'a\nb' });
    expect(verdicts()).toEqual(catcher.mails.map(() => [true, true]));
    expect(catcher.mails.map(({ raw }) => raw.includes('X-Plugin: compile'))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(catcher.mails.map(({ raw }) => raw.includes('X-Streamed: yes'))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("also over a nodemailer transporter of the user's own", async () => {
    const transport = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true });
    const receipt = await catcher
      .mailerFor({ transport, dkim })
      .send(message('own', { html, bcc: 'hidden@b.example' }));
    expect(receipt.accepted).toEqual(['bob@b.example', 'hidden@b.example']);
    expect(verdicts()).toEqual([[true, true]]);
    expect(catcher.mails[0]?.raw).not.toContain('hidden@');
    expect(catcher.mails[0]?.raw).toContain(`Message-ID: ${receipt.messageId}`);
  });

  it('or refused at boot, where the transport composes by itself', () => {
    const transport = { send: () => Promise.reject(new Error()), sendAll: () => Promise.resolve([]) };
    const port = { ...transport, verify: () => Promise.resolve(), close: () => Promise.resolve(0) };
    expect(() => mailersFor({ transport: port, dkim })).toThrow('nest.mail.dkim cannot be applied');
  });
});

describe('a seal', () => {
  it('is that of the message, else that of the mailer', async () => {
    const mailers = catcher.mailersFor({
      seal: stamp('mailer'),
      mailers: { other: { host: '127.0.0.1', port: catcher.port, seal: stamp('other') } },
    });
    await mailers
      .get()
      .send([message('1'), message('2', { seal: stamp('own') }), message('3', { seal: false })]);
    await mailers.get('other').send(message('4'));
    expect(stamps()).toEqual(['mailer', 'own', undefined, 'other']);
  });

  it('knows the recipients, and which of them nobody may see', async () => {
    const seen: SealContext[] = [];
    const seal: MailSeal = {
      seal: (content, context) => {
        seen.push(context);
        return content;
      },
    };
    const mailer = catcher.mailerFor({ seal });
    const fields = { cc: 'Cid@c.example', bcc: 'dan@d.example' };
    await mailer.send(message('composed here', fields));
    mailer.transporter?.use('stream', (_mail, done) => done());
    await mailer.send(message('composed by nodemailer', fields));
    const context = {
      from: 'ann@a.example',
      recipients: ['bob@b.example', 'Cid@c.example', 'dan@d.example'],
      hidden: ['dan@d.example'],
    };
    expect(seen).toEqual([context, context]);
  });

  it('that takes longer is not overtaken in a batch', async () => {
    const slow = (ms: number) => stamp(String(ms), () => ms);
    await catcher
      .mailerFor({})
      .send([
        message('1', { seal: slow(80) }),
        message('2'),
        message('3', { seal: slow(1) }),
        message('4', { seal: slow(30) }),
        message('5'),
      ]);
    expect(stamps()).toEqual(['80', undefined, '1', '30', undefined]);
  });

  it('that fails keeps its mail from being sent, and no other', async () => {
    const failing: MailSeal = {
      seal: () => {
        throw new Error('no card in the reader');
      },
    };
    const error = await rejection(
      catcher
        .mailerFor({})
        .send([message('1'), message('2', { seal: failing }), message('3', { seal: stamp('3') })]),
    );
    expect(error).toMatchObject({
      code: 'MAIL_SEND',
      outcome: 'refused',
      receipts: { length: 2 },
      cause: { code: 'MAIL_PREPARATION', cause: { message: 'no card in the reader' } },
    });
    expect(catcher.mails).toHaveLength(2);
  });

  it('that is no seal is refused before anything is sent', async () => {
    const notOne = message('1', { seal: { sign: true } as unknown as MailSeal });
    expect(await rejection(catcher.mailerFor({}).send(notOne))).toMatchObject({
      code: 'MAIL_PARSE',
      field: 'seal',
    });
  });

  it('that is at work when the application ends is waited for', async () => {
    const mailer = catcher.mailerFor({ seal: stamp('late', () => 200) });
    const receipt = mailer.send(message('1'));
    await pause(20);
    expect(await mailer.close()).toBe(0);
    expect((await receipt).accepted).toEqual(['bob@b.example']);
    expect(stamps()).toEqual(['late']);
  });
});
