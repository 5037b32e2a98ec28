import { describe, expect, it } from '@jest/globals';
import { MemorySuppressionList } from '../../lib/delivery/suppression/memory-suppression-list.js';
import type { SuppressionContext, SuppressionList } from '../../lib/delivery/suppression/suppression-list.js';
import { withoutSuppressed } from '../../lib/delivery/suppression/without-suppressed.js';
import type { Mailer } from '../../lib/delivery/mailer.js';
import { prepareMail } from '../../lib/message/prepare-mail.js';
import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { caughtMailers } from '../support/caught-mailers.js';
import { message, rejection } from '../support/with-server.js';

const catcher = caughtMailers();

function mailerWith(suppression: SuppressionList, options: MailModuleOptions = {}): Mailer {
  return catcher.mailerFor({ suppression, ...options });
}

function asked(suppressed: SuppressionList['suppressed']): SuppressionList {
  return { suppressed, suppress: () => undefined };
}

function onlyLikeAPromise<T>(promise: Promise<T>): PromiseLike<T> {
  const method: keyof PromiseLike<T> = 'then';
  const like = Object.create(null) as PromiseLike<T>;
  Reflect.set(like, method, promise[method].bind(promise));
  return like;
}

describe('a suppression list', () => {
  it('leaves out whom it names, and the receipt says so', async () => {
    const mailer = mailerWith(new MemorySuppressionList(['BOB@b.example']));
    const receipt = await mailer.send(message('1', { cc: 'cid@c.example', bcc: 'dan@d.example' }));
    expect(receipt).toMatchObject({
      accepted: ['cid@c.example', 'dan@d.example'],
      leftOut: [{ address: 'bob@b.example', reason: 'the suppression list names it' }],
    });
    expect(catcher.mails[0]?.to).toEqual(['cid@c.example', 'dan@d.example']);
  });

  it('is asked once a mail, with all its recipients, for every mailer and transport', async () => {
    const questions: (readonly string[])[] = [];
    const list = asked(async (addresses) => {
      questions.push(addresses);
      return new Set<string>();
    });
    const other = { host: '127.0.0.1', port: catcher.port };
    const mailers = catcher.mailersFor({ suppression: list, mailers: { other } });
    const mailer = mailers.get();
    await mailer.send([message('1', { bcc: 'dan@d.example' }), message('2')]);
    await mailers.get('other').send(message('3'));
    await mailer.enqueue(message('4'));
    await mailers.close();
    expect(questions).toEqual([
      ['bob@b.example', 'dan@d.example'],
      ['bob@b.example'],
      ['bob@b.example'],
      ['bob@b.example'],
    ]);
    expect(catcher.mails).toHaveLength(4);
  });

  it('that names everybody refuses the mail for good, and no other of its batch', async () => {
    const mailer = mailerWith(new MemorySuppressionList(['bob@b.example']));
    const refused = { code: 'MAIL_SEND', outcome: 'refused', permanent: true };
    expect(await rejection(mailer.send(message('1')))).toMatchObject(refused);
    const batch = [message('2'), message('3', { to: 'cid@c.example' }), message('4')];
    const error = await rejection(mailer.send(batch));
    expect(error).toMatchObject({
      receipts: [{ accepted: ['cid@c.example'] }],
      cause: { ...refused, message: expect.stringContaining('the suppression list names every recipient') },
    });
    expect(catcher.mails).toHaveLength(1);
  });

  it.each<[string, SuppressionList['suppressed']]>([
    [
      'throws',
      () => {
        throw new Error('no database');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no database'))],
    ['answers late with nonsense', () => Promise.resolve(undefined as unknown as string[])],
    ['answers with nonsense', () => ({}) as string[]],
    ['answers with one address', () => 'bob@b.example'],
  ])('that %s keeps the mail from being sent', async (_what, suppressed) => {
    const error = await rejection(mailerWith(asked(suppressed)).send(message('1')));
    expect(error).toMatchObject({
      code: 'MAIL_SEND',
      outcome: 'refused',
      permanent: false,
      cause: expect.any(Error),
    });
    expect(catcher.connections).toBe(0);
  });

  it('may answer with what is only like a promise', async () => {
    // As the queries of Prisma and knex are.
    const query = onlyLikeAPromise(Promise.resolve(['bob@b.example']));
    expect(await rejection(mailerWith(asked(() => query)).send(message('1')))).toMatchObject({
      permanent: true,
    });
  });

  it('that does not answer is given up, however it ends later', async () => {
    let late: ((error: Error) => void) | undefined;
    const step = withoutSuppressed(
      asked(
        () =>
          new Promise((_resolve, reject) => {
            late = reject;
          }),
      ),
      20,
    );
    const error = await rejection(Promise.resolve(step(prepareMail(message('1')))));
    late?.(new Error('too late'));
    expect(error).toMatchObject({ cause: { message: 'It did not answer within 20 ms.' } });
  });

  it('in memory tells lists apart: one may unsubscribe from news and still reset a password', () => {
    const list = new MemorySuppressionList(['gone@b.example']);
    const of = (context: SuppressionContext) =>
      list.suppressed(['Bob@b.example', 'gone@b.example', 'x@x.example'], context);
    list.suppress('bob@b.example', { list: 'news' });
    list.suppress('bob@B.example', { list: 'news' });
    expect(of({ list: 'news' })).toEqual(['Bob@b.example', 'gone@b.example']);
    expect(of({ list: 'offers' })).toEqual(['gone@b.example']);
    expect(of({})).toEqual(['gone@b.example']);
    list.allow('BOB@b.example', { list: 'news' });
    list.allow('gone@b.example');
    expect(of({ list: 'news' })).toEqual([]);
  });

  it('is not asked about mail that goes to nobody, and not outwitted by a redirection', async () => {
    const list = new MemorySuppressionList(['bob@b.example']);
    const mailer = mailerWith(list, { redirectTo: 'dev@a.example' });
    await mailer.send(message('1', { cc: 'cid@c.example' }));
    expect(catcher.mails[0]?.raw).toContain('X-Original-Recipients: cid@c.example');
  });
});

describe('a queue', () => {
  it('does not take a message with a seal of its own, which another process could not apply', async () => {
    const mailer = mailerWith(new MemorySuppressionList());
    const sealed = message('1', { seal: { seal: (content) => content } });
    expect(await rejection(mailer.enqueue(sealed))).toMatchObject({ code: 'MAIL_PARSE', field: 'seal' });
  });
});
