import { expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { createMailer } from '../../../lib/module/create-mailers.js';
import type { Answer, Moment } from '../../support/scripted/script.js';
import { reset, scriptedServer } from '../../support/scripted-server.js';
import { withFolder } from '../../support/temporary-folder.js';
import { message } from '../../support/with-server.js';

/** More than the system keeps of what is written: the mail must not be handed over when the line dies. */
const large = Buffer.alloc(12_000_001, 'some bytes that do not repeat in 57');

it.each([
  ['our composer', 1_000_000],
  ['nodemailer', 1000],
  ['nodemailer', 1_000_000],
])('a file of a mail by %s is read anew after the line died at byte %d', (composer, byte) =>
  withFolder({ 'large.bin': large }, async (folder) => {
    let deaths = 0;
    const CONTENT = ({ bytes }: Moment): Answer => {
      if (deaths > 0 || bytes < byte) return undefined;
      deaths += 1;
      return reset;
    };
    const server = await scriptedServer({ on: { CONTENT } });
    const mailer = createMailer({ host: server.host, port: server.port, attachments: { roots: [folder] } });
    try {
      if (composer === 'nodemailer') mailer.transporter?.use('stream', (_mail, done) => done());
      // Only a line that worked before says nothing about the mail server when it dies.
      await mailer.send(message('small'));
      await mailer.send(message('large', { attachments: [{ path: 'large.bin' }] }));
    } finally {
      await mailer.close();
      await server.close();
    }
    const [, repeated] = server.mails;
    const { attachments } = await PostalMime.parse(repeated?.content ?? '', {
      attachmentEncoding: 'arraybuffer',
    });
    const files = attachments.map(({ content }) => content instanceof ArrayBuffer && Buffer.from(content));
    expect([deaths, ...files.map((file) => file && large.equals(file))]).toEqual([1, true]);
  }),
);
