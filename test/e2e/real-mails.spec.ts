import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { MailMessage } from '../../lib/message/message.js';
import { prepareMail } from '../../lib/message/prepare-mail.js';
import { describeWith } from '../support/describe-with.js';
import { mailersFor } from '../support/mailers-for.js';
import { type DeliveredMail, type Postfix, startPostfix } from '../support/postfix.js';
import { arrived, given } from '../support/read-back.js';
import { PLAIN } from '../support/real-mails/plain.js';
import { RICH } from '../support/real-mails/rich.js';

const REAL_MAILS = [...PLAIN, ...RICH].map(({ name, encoding, message }, index) => ({
  name,
  encoding,
  message: {
    from: 'Ann <ann@example.test>',
    to: 'bob@example.test',
    ...message,
    messageId: `<real-${index}@example.test>`,
  } satisfies MailMessage,
}));

function recipientsOf(message: MailMessage): string[] {
  return [...prepareMail(message).envelope.to].toSorted();
}

async function sendAll(postfix: Postfix): Promise<void> {
  for (const encoding of new Set(REAL_MAILS.map((mail) => mail.encoding))) {
    const mailers = mailersFor({
      host: '127.0.0.1',
      port: postfix.plainPort,
      ...(encoding !== undefined && { defaultEncoding: encoding }),
    });
    const mails = REAL_MAILS.filter((mail) => mail.encoding === encoding);
    await mailers.get().send(mails.map(({ message }) => message));
    await mailers.close();
  }
}

/** Waits for the copies of every recipient. */
async function allDelivered(postfix: Postfix, copies: number): Promise<readonly DeliveredMail[]> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const mails = await postfix.mails();
    if (mails.length >= copies || Date.now() > deadline) return mails;
    await pause(100);
  }
}

describeWith(['postfix'], 'a mail as people send it', () => {
  let postfix: Postfix;
  let delivered: readonly DeliveredMail[];
  beforeAll(async () => {
    postfix = await startPostfix();
    await sendAll(postfix);
    delivered = await allDelivered(
      postfix,
      REAL_MAILS.flatMap(({ message }) => recipientsOf(message)).length,
    );
  }, 120_000);
  afterAll(async () => {
    await postfix.stop();
  });

  it.each(REAL_MAILS)('arrives as it was given: $name', async ({ message }) => {
    const copies = delivered.filter((mail) => mail.header('Message-ID') === message.messageId);
    expect(copies.map(({ to }) => to).toSorted()).toEqual(recipientsOf(message));
    for (const { content } of copies) expect(await arrived(content, message)).toEqual(given(message));
  });

  it('and there are sixty of them', () => {
    expect(REAL_MAILS.length).toBeGreaterThanOrEqual(60);
  });
});
