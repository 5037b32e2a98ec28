import { getEventListeners, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MailPreparationError } from '../../../lib/errors/mail-preparation.error.js';
import type { Attachment } from '../../../lib/message/attachment.js';
import { createMailer } from '../../../lib/module/create-mailers.js';
import { scriptedServer } from '../../support/scripted-server.js';
import { until } from '../../support/until.js';
import { message, rejection } from '../../support/with-server.js';

describe('files that take their time', () => {
  let web: Server;
  let host: string;
  beforeEach(async () => {
    web = createServer((_, response) => void response.write('slow')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    host = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterEach(() => {
    web.closeAllConnections();
    web.close();
  });

  function connections(): Promise<number> {
    return new Promise((resolve) => web.getConnections((_, count) => resolve(count)));
  }

  /** The attachment, and what tells when its mail waits for it. */
  async function kinds(
    kind: 'address' | 'stream',
  ): Promise<{ attachment: Attachment; waits: Promise<unknown> }> {
    if (kind === 'address') return { attachment: { url: `${host}/a.txt` }, waits: once(web, 'request') };
    let read: (value: unknown) => void = () => undefined;
    const waits = new Promise((resolve) => (read = resolve));
    return { attachment: { filename: 'a', content: new Readable({ read: () => read(undefined) }) }, waits };
  }

  it.each(['address', 'stream'] as const)('end when the mailer closes: %s', async (kind) => {
    const mailer = createMailer({ host: '127.0.0.1', port: 1, attachments: { hosts: [host] } });
    const { attachment, waits } = await kinds(kind);
    const sent = rejection(mailer.send(message('late', { attachments: [attachment] })));
    await waits;
    expect(await mailer.close()).toBe(0);
    expect(await sent).toBeInstanceOf(MailPreparationError);
    await until(async () => (await connections()) === 0);
  });

  it.each(['address', 'stream'] as const)('end when the send is given up: %s', async (kind) => {
    const mailer = createMailer({ host: '127.0.0.1', port: 1, attachments: { hosts: [host] } });
    const { attachment, waits } = await kinds(kind);
    const stop = new AbortController();
    const sent = rejection(
      mailer.send(message('late', { attachments: [attachment] }), { signal: stop.signal }),
    );
    await waits;
    stop.abort(new Error('nobody waits any more'));
    expect(await sent).toBeInstanceOf(MailPreparationError);
    await mailer.close();
  });

  it('leave nothing on a signal of the caller that goes on', async () => {
    const server = await scriptedServer();
    const mailer = createMailer({ host: '127.0.0.1', port: server.port });
    const { signal } = new AbortController();
    for (const name of ['one', 'two']) {
      const attachments = [{ filename: 'a', content: Readable.from(['a']) }];
      await mailer.send(message(name, { attachments }), { signal });
    }
    const left = getEventListeners(signal, 'abort');
    await mailer.close();
    await server.close();
    expect(left).toEqual([]);
  });

  it('end when the time for the send is over', async () => {
    const mailer = createMailer({ host: '127.0.0.1', port: 1, attachments: { hosts: [host] } });
    const { attachment } = await kinds('address');
    const sent = mailer.send(message('late', { attachments: [attachment] }), { timeout: 50 });
    expect(await rejection(sent)).toBeInstanceOf(MailPreparationError);
    await mailer.close();
  });
});
