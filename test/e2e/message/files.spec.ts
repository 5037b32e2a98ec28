import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import PostalMime, { type Email } from 'postal-mime';
import type { Mailer } from '../../../lib/delivery/mailer.js';
import { MailPreparationError } from '../../../lib/errors/mail-preparation.error.js';
import type { MailMessage } from '../../../lib/message/message.js';
import { createMailer } from '../../../lib/module/create-mailers.js';
import { describeWith } from '../../support/describe-with.js';
import { type Postfix, startPostfix } from '../../support/postfix.js';
import { rejection } from '../../support/with-server.js';

const addresses = { from: 'a@example.test', to: 'b@example.test' };
const large = Buffer.alloc(3_000_001, 'some bytes that do not repeat in 57');

function digest(content: string | ArrayBuffer | Uint8Array): string {
  const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : content;
  return createHash('sha256').update(bytes).digest('hex');
}

describeWith(['postfix'], 'the files of a message', () => {
  let postfix: Postfix;
  let mailer: Mailer;
  let web: Server;
  let folder: string;

  beforeAll(async () => {
    postfix = await startPostfix();
    folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-'));
    writeFileSync(join(folder, '보고서.csv'), '이름,수\n김,1\n');
    writeFileSync(join(folder, 'large.bin'), large);
    web = createServer((_, response) => response.end('\u0089PNG')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    mailer = createMailer({
      host: 'localhost',
      port: postfix.plainPort,
      attachments: {
        roots: [folder],
        hosts: [`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`],
      },
    });
  });
  afterAll(async () => {
    await mailer.close();
    web.close();
    await postfix.stop();
    rmSync(folder, { recursive: true });
  });

  async function received(subject: string): Promise<Email> {
    const { content } = await postfix.waitForMail((mail) => mail.header('Subject') === subject, 10_000);
    return PostalMime.parse(content);
  }

  function files(mail: Email): string[][] {
    return mail.attachments.map(({ filename, mimeType, content }) => [
      filename ?? '',
      mimeType,
      digest(content),
    ]);
  }

  it('arrive whole from bytes, text, a stream, a path and an address', async () => {
    const address = web.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await mailer.send({
      ...addresses,
      subject: 'all kinds',
      html: '<img src="cid:logo">',
      attachments: [
        { filename: 'bytes.bin', content: new Uint8Array([0, 13, 10, 46, 255]) },
        { filename: 'text.txt', content: '안녕' },
        { filename: 'stream.heic', content: Readable.from([Buffer.from('a'), Buffer.from('b')]) },
        { path: '보고서.csv' },
        { path: 'large.bin' },
      ],
      inline: [{ cid: 'logo', url: `http://127.0.0.1:${port}/img/logo.png?v=2` }],
    });
    const mail = await received('all kinds');
    expect(files(mail)).toEqual(
      expect.arrayContaining([
        ['bytes.bin', 'application/octet-stream', digest(Buffer.from([0, 13, 10, 46, 255]))],
        ['text.txt', 'text/plain', digest(Buffer.from('안녕'))],
        ['stream.heic', 'image/heic', digest(Buffer.from('ab'))],
        ['보고서.csv', 'text/csv', digest(Buffer.from('이름,수\n김,1\n'))],
        ['large.bin', 'application/octet-stream', digest(large)],
        ['logo.png', 'image/png', digest(Buffer.from('\u0089PNG'))],
      ]),
    );
  });

  it('keep the mail back when one of them cannot be had', async () => {
    const message: MailMessage = {
      ...addresses,
      subject: 'incomplete',
      text: 'x',
      attachments: [{ filename: 'a', content: 'x' }, { path: 'gone.pdf' }],
    };
    const error = await rejection(mailer.send(message));
    expect(error).toBeInstanceOf(MailPreparationError);
    expect((error as Error).message).toContain('attachments[1].path');
    await mailer.send({ ...addresses, subject: 'after incomplete', text: 'x' });
    await received('after incomplete');
    expect((await postfix.mails()).some((mail) => mail.header('Subject') === 'incomplete')).toBe(false);
  });
});
