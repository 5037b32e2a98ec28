import { describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import { MailSendError } from '../../../lib/errors/mail-send.error.js';
import { freePorts } from '../../support/free-port.js';
import { mailerFor } from '../../support/mailer-for.js';
import { drop, scriptedServer } from '../../support/scripted-server.js';
import { message, rejection, taken, withServer } from '../../support/with-server.js';

const account = { username: 'ann', password: 'hunter2' };

async function sendError(promise: Promise<unknown>): Promise<MailSendError> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(MailSendError);
  return error as MailSendError;
}

describe('one message', () => {
  it('arrives with everything that was written, over a connection that signed in and was closed (C1)', () =>
    withServer({ users: { ann: 'hunter2' } }, account, async ({ mailer, server }) => {
      await mailer.send({
        from: 'me@mail.example',
        replyTo: 'reply@mail.example',
        to: 'you@mail.example',
        cc: ['he@mail.example', 'she@mail.example'],
        bcc: ['us@mail.example', 'them@mail.example'],
        sentDate: new Date('2004-01-01T00:00:00Z'),
        subject: 'my subject',
        text: 'my text',
      });
      await mailer.close();
      await server.idle();
      expect(server.sessions.map(({ signIns }) => signIns.map(({ username }) => username))).toEqual([
        ['ann'],
      ]);
      const [mail] = server.mails;
      expect(mail).toMatchObject({ from: 'me@mail.example' });
      expect(mail?.to).toEqual(['you', 'he', 'she', 'us', 'them'].map((name) => `${name}@mail.example`));
      const parsed = await PostalMime.parse(mail!.content);
      expect(parsed).toMatchObject({
        subject: 'my subject',
        date: '2004-01-01T00:00:00.000Z',
        from: { address: 'me@mail.example' },
        replyTo: [{ address: 'reply@mail.example' }],
        to: [{ address: 'you@mail.example' }],
        cc: [{ address: 'he@mail.example' }, { address: 'she@mail.example' }],
      });
      expect(parsed.text?.trim()).toBe('my text');
      expect(parsed.bcc).toBeUndefined();
      expect(mail!.content.toString()).not.toMatch(/us@|them@/u);
    }));

  it('carries an inline part from bytes, whose type and name may be left out (C8)', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const bytes = Buffer.from([0, 1, 254, 255]);
      const html = '<img src="cid:logo">';
      await mailer.send(message('C8', { html, inline: [{ cid: 'logo', content: bytes }] }));
      const { attachments } = await PostalMime.parse(server.mails[0]!.content, {
        attachmentEncoding: 'arraybuffer',
      });
      expect(attachments).toMatchObject([
        { contentId: '<logo>', disposition: 'inline', mimeType: 'application/octet-stream' },
      ]);
      expect(Buffer.from(attachments[0]!.content as ArrayBuffer)).toEqual(bytes);
    }));

  it.each([
    ['an empty sender (C9)', { from: '' }, 'from'],
    ['two addresses in one text (C46)', { to: 'a@x.example, b@x.example' }, 'to'],
    ['an address with a blank in it (C46)', { to: 'a b@x.example' }, 'to'],
    ['a line break in the subject (C47)', { subject: 'x\r\nBcc: evil@x.example' }, 'subject'],
    ['a line break in a header (C47)', { headers: { 'X-A': 'v\r\nX-B: w' } }, 'headers["X-A"]'],
    [
      'a line break in a name (C47)',
      { to: { name: 'Bob\r\nBcc: evil@x.example', address: 'b@x.example' } },
      'to',
    ],
    ['no content (C49)', { text: '' }, 'content'],
    ['no content but an inline part (C49)', { text: '', inline: [{ cid: 'x', content: 'x' }] }, 'content'],
  ] as const)('with %s is refused before the network', (_what, fields, field) =>
    withServer({}, {}, async ({ mailer, server }) => {
      const error = await rejection(mailer.send(message('x', fields)));
      expect(error).toBeInstanceOf(MailParseError);
      expect(error).toMatchObject({ field });
      expect(server.sessions).toHaveLength(0);
    }),
  );

  it('keeps the Message-ID that it was given (C48)', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const receipt = await mailer.send(message('C48', { messageId: '<own@a.example>' }));
      expect(receipt.messageId).toBe('<own@a.example>');
      expect(server.mails[0]?.content.toString()).toMatch(/^Message-ID: <own@a\.example>\r$/mu);
    }));

  it('gets the date of its sending when it has none, and goes to all recipients (C17)', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      const fields = { to: ['a@x.example'], cc: ['b@x.example'], bcc: ['c@x.example'] };
      const receipt = await mailer.send(message('C17', fields));
      const { date } = await PostalMime.parse(server.mails[0]!.content);
      expect(Date.parse(date ?? '')).toBeGreaterThanOrEqual(before);
      expect(Date.parse(date ?? '')).toBeLessThanOrEqual(Date.now());
      expect(receipt.accepted).toEqual(['a@x.example', 'b@x.example', 'c@x.example']);
      expect(server.mails[0]?.to).toEqual(receipt.accepted);
    }));

  it('is not changed by being sent, and can be sent again', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const deepFrozen = Object.freeze(message('again', { to: Object.freeze(['a@x.example']) }));
      const first = await mailer.send(deepFrozen);
      const second = await mailer.send(deepFrozen);
      expect(taken(server)).toEqual(['again', 'again']);
      expect(first.messageId).not.toBe(second.messageId);
    }));
});

describe('several messages', () => {
  it('go over one connection, in order (C2, C3)', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const receipts = await mailer.send(['one', 'two', 'three'].map((subject) => message(subject)));
      await mailer.close();
      await server.idle();
      expect(taken(server)).toEqual(['one', 'two', 'three']);
      expect(receipts.map(({ response }) => response)).toEqual(
        ['1-1', '1-2', '1-3'].map((id) => `250 2.0.0 Ok: queued as ${id}`),
      );
      expect(server.lines.filter((line) => line === 'QUIT')).toHaveLength(1);
    }));

  it('are all left unsent when one of them is not valid (C10, C50)', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      const error = await rejection(mailer.send([message('good'), message('bad', { to: '(' })]));
      expect(error).toBeInstanceOf(MailParseError);
      expect(error).toMatchObject({ field: 'messages[1].to' });
      expect(server.sessions).toHaveLength(0);
    }));

  it('none at all need no connection', () =>
    withServer({}, {}, async ({ mailer, server }) => {
      await expect(mailer.send([])).resolves.toEqual([]);
      expect(server.sessions).toHaveLength(0);
    }));

  it.each([
    ['MAIL 451', { MAIL: ['250 Ok', '451 4.3.0 busy', undefined] }, false],
    ['RCPT 550', { RCPT: ['250 Ok', '550 5.1.1 no such user', undefined] }, true],
    ['DATA 554', { DATA: ['354 go', '554 5.7.1 no', undefined] }, true],
    ['the content 552', { MESSAGE: [undefined, '552 5.3.4 too big', undefined] }, true],
  ] as const)(
    'are not stopped by one in the middle that is refused at %s, nor is their connection (C15, C42)',
    (_stage, on, permanent) =>
      withServer({ on, extensions: ['PIPELINING'] }, {}, async ({ mailer, server }) => {
        const batch = ['one', 'two', 'three'].map((subject) => message(subject));
        const error = await sendError(mailer.send(batch));
        expect(taken(server)).toEqual(['one', 'three']);
        expect(server.sessions).toHaveLength(1);
        expect([...error.failures.keys()]).toEqual([batch[1]]);
        expect([...error.failures.keys()][0]).toBe(batch[1]);
        expect(error.failures.get(batch[1]!)).toMatchObject({ outcome: 'refused', permanent });
        expect(error.receipts.map(({ response }) => response)).toHaveLength(2);
      }),
  );

  it('that are equal but not the same stay two failures', () =>
    withServer({ on: { RCPT: '550 5.1.1 no' } }, {}, async ({ mailer }) => {
      const batch = [message('twin'), message('twin')];
      const { failures } = await sendError(mailer.send(batch));
      expect([...failures.keys()]).toHaveLength(2);
      for (const one of batch) expect(failures.has(one)).toBe(true);
    }));

  it.each([
    ['closed', { MESSAGE: [{ lastWord: '250 2.0.0 Ok' }, undefined] }],
    ['closed with a 421', { MAIL: [undefined, { lastWord: '421 4.7.0 too many messages' }, undefined] }],
  ] as const)('get another connection when theirs was %s between two of them (C43)', (_how, on) =>
    withServer({ on, extensions: ['PIPELINING', 'CHUNKING'] }, {}, async ({ mailer, server }) => {
      const receipts = await mailer.send(['one', 'two', 'three'].map((subject) => message(subject)));
      expect(receipts).toHaveLength(3);
      expect(taken(server)).toEqual(['one', 'two', 'three']);
      expect(server.sessions).toHaveLength(2);
    }),
  );
});

describe('a connection that cannot be made', () => {
  it('fails every message of a batch with the same cause, after one attempt (C13)', async () => {
    const [port = 0] = await freePorts(1);
    const mailer = mailerFor({ host: '127.0.0.1', port });
    const batch = Array.from({ length: 50 }, (_, index) => message(`${index}`));
    const error = await sendError(mailer.send(batch));
    await mailer.close();
    expect([...error.failures.keys()]).toEqual(batch);
    expect(error).toMatchObject({ outcome: 'refused', receipts: [] });
    const causes = new Set([...error.failures.values()].map((failure) => rootOf(failure)));
    expect([...causes]).toEqual([expect.objectContaining({ name: 'SmtpConnectError', stage: 'connect' })]);
  });

  it('is tried once for a whole batch, however large (C13)', () =>
    withServer({ greeting: '554 5.3.2 no service' }, {}, async ({ mailer, server }) => {
      const batch = Array.from({ length: 500 }, (_, index) => message(`${index}`));
      const error = await sendError(mailer.send(batch));
      expect(error.failures.size).toBe(500);
      expect(server.sessions).toHaveLength(1);
    }));

  it('does not try a wrong password more than once for a whole batch', () =>
    withServer({ users: { ann: 'other' } }, account, async ({ mailer, server }) => {
      const batch = Array.from({ length: 500 }, (_, index) => message(`${index}`));
      const error = await sendError(mailer.send(batch));
      expect([...error.failures.values()]).toHaveLength(500);
      for (const failure of error.failures.values()) {
        expect(failure).toMatchObject({ name: 'MailAuthenticationError' });
      }
      expect(server.sessions.flatMap(({ signIns }) => signIns)).toHaveLength(1);
      expect(error.message).toContain('535 5.7.8');
    }));

  it('is tried once for each connection, and not without end, for messages that are sent at the same time', () =>
    withServer({ users: { ann: 'other' } }, account, async ({ mailer, server }) => {
      const many = Array.from({ length: 100 }, (_, index) => mailer.send(message(`${index}`)));
      const errors = await Promise.all(many.map((sent) => rejection(sent)));
      expect(errors).toEqual(errors.map(() => expect.objectContaining({ name: 'MailAuthenticationError' })));
      expect(server.sessions.flatMap(({ signIns }) => signIns)).toHaveLength(5);
    }));

  it('fails what is left of a batch when the second connection is refused, and keeps what was sent', () =>
    withServer(
      { on: { GREETING: [undefined, '554 5.3.2 no'], MESSAGE: [{ lastWord: '250 2.0.0 Ok' }, undefined] } },
      {},
      async ({ mailer, server }) => {
        const batch = Array.from({ length: 100 }, (_, index) => message(`${index}`));
        const error = await sendError(mailer.send(batch));
        expect(error.receipts).toHaveLength(1);
        expect(error.failures.size).toBe(99);
        expect(taken(server)).toEqual(['0']);
        expect(server.sessions.length).toBeLessThanOrEqual(2);
      },
    ));

  it('is found by testConnection, which is content with a server that answers (C16)', async () => {
    await withServer({ users: { ann: 'hunter2' } }, account, async ({ mailer, server }) => {
      await expect(mailer.testConnection()).resolves.toBeUndefined();
      expect(server.lines.map((line) => line.split(' ')[0])).toEqual(['EHLO', 'AUTH', 'QUIT']);
    });
    const gone = await scriptedServer();
    const mailer = mailerFor({ host: '127.0.0.1', port: gone.port });
    await gone.close();
    const error = await sendError(mailer.testConnection());
    expect(error.message).toContain('nothing listens');
    expect(rootOf(error)).toMatchObject({ originalCode: 'ECONNREFUSED' });
  });

  it('and one that cannot be closed in order does not spoil what was delivered (C14)', () =>
    withServer({ on: { QUIT: drop } }, {}, async ({ mailer, server }) => {
      await expect(mailer.send([message('one'), message('two')])).resolves.toHaveLength(2);
      await expect(mailer.close()).resolves.toBe(0);
      expect(taken(server)).toEqual(['one', 'two']);
    }));
});

describe('recipients', () => {
  const on = { RCPT: ({ address }: { address: string }) => refusal(address) };
  const to = ['a@b.example', 'gone@b.example', 'busy@b.example', 'c@b.example'];
  const offers = [['lock-step', []] as const, ['pipelined', ['PIPELINING', 'CHUNKING']] as const];

  it.each(offers)('get nothing, %s, when one of them is refused (C40)', (_how, extensions) =>
    withServer({ on, extensions }, {}, async ({ mailer, server }) => {
      const error = await sendError(mailer.send(message('C40', { to })));
      expect(server.mails).toEqual([]);
      expect(server.lines.filter((line) => /^(?:DATA|BDAT)/u.test(line))).toEqual([]);
      expect(error).toMatchObject({
        outcome: 'refused',
        permanent: true,
        refusals: [
          { address: 'gone@b.example', permanent: true, reply: { code: 550, enhancedCode: '5.1.1' } },
          { address: 'busy@b.example', permanent: false, reply: { code: 451, enhancedCode: '4.3.2' } },
        ],
      });
      expect(error.message).toContain('gone@b.example, busy@b.example');
      await expect(mailer.send(message('next'))).resolves.toBeDefined();
      expect(server.mails.map((mail) => mail.to)).toEqual([['bob@b.example']]);
      expect(server.sessions).toHaveLength(1);
    }),
  );

  it.each(offers)(
    'that are left get it, %s, with sendpartial, and the others are named (C41)',
    (_how, extensions) =>
      withServer(
        { on, extensions },
        { properties: { 'mail.smtp.sendpartial': true } },
        async ({ mailer, server }) => {
          const receipt = await mailer.send(message('C41', { to }));
          expect(receipt.accepted).toEqual(['a@b.example', 'c@b.example']);
          expect(receipt.refused.map(({ address, permanent }) => [address, permanent])).toEqual([
            ['gone@b.example', true],
            ['busy@b.example', false],
          ]);
          expect(server.mails.map((mail) => mail.to)).toEqual([['a@b.example', 'c@b.example']]);
        },
      ),
  );

  it.each(offers)('who are all refused get nothing, %s, with sendpartial either (C41)', (_how, extensions) =>
    withServer(
      { on, extensions },
      { properties: { 'mail.smtp.sendpartial': true } },
      async ({ mailer, server }) => {
        const refused = ['gone@b.example', 'busy@b.example'];
        const error = await sendError(mailer.send(message('C41', { to: refused })));
        expect(error).toMatchObject({ outcome: 'refused', permanent: false });
        expect(error.refusals.map(({ address }) => address)).toEqual(refused);
        expect(server.mails).toEqual([]);
      },
    ),
  );
});

function refusal(address: string): string | undefined {
  if (address.startsWith('gone')) return '550 5.1.1 no such user';
  return address.startsWith('busy') ? '451 4.3.2 try later' : undefined;
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
