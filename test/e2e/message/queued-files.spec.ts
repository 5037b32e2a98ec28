import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MailEvents } from '../../../lib/delivery/mail-events.js';
import type { Mailer } from '../../../lib/delivery/mailer.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';
import { closedAfterEach } from '../../support/closed-after-each.js';
import { mailersFor } from '../../support/mailers-for.js';
import {
  type ScriptedServer,
  scriptedServer,
  type ScriptedServerOptions,
} from '../../support/scripted-server.js';
import { withFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { message } from '../../support/with-server.js';

const opened = closedAfterEach();
let server: ScriptedServer | undefined;
const told: unknown[] = [];

afterEach(() => {
  told.length = 0;
});

async function queueTo(script: ScriptedServerOptions, options: MailModuleOptions): Promise<Mailer> {
  server = opened(await scriptedServer(script));
  const events = new MailEvents(() => undefined);
  events.on('retried', () => void told.push('retried'));
  events.on('dead', () => void told.push('dead'));
  const queueSettings = { backoff: { initial: 10, max: 20 } };
  const settings = { host: '127.0.0.1', port: server.port, queueSettings, ...options };
  return opened(mailersFor(settings, events)).get();
}

describe('a queued message with files', () => {
  it('reads a file anew for each attempt', async () => {
    await withFolder({ 'a.txt': 'inside' }, async (folder) => {
      const mailer = await queueTo(
        { on: { MESSAGE: ['451 later', undefined] } },
        { attachments: { roots: [folder] } },
      );
      await mailer.enqueue(message('twice', { attachments: [{ path: 'a.txt' }] }));
      await until(() => (server?.mails.length ?? 0) === 2);
      const inside = Buffer.from('inside').toString('base64');
      expect(server?.mails.map(({ content }) => content.includes(inside))).toEqual([true, true]);
    });
  });

  it('is given up, and never sent without its file, when the file is gone by the next attempt', async () => {
    await withFolder({ 'a.txt': 'inside' }, async (folder) => {
      const mailer = await queueTo(
        {
          on: {
            MAIL: () => {
              rmSync(join(folder, 'a.txt'), { force: true });
              return '451 later';
            },
          },
        },
        { attachments: { roots: [folder] } },
      );
      await mailer.enqueue(message('gone', { attachments: [{ path: 'a.txt' }] }));
      await until(() => told.includes('dead'));
      expect(server?.mails).toEqual([]);
      const reasons: string[] = [];
      for await (const { reason } of mailer.queue.deadLetters()) reasons.push(reason);
      expect(reasons).toEqual([expect.stringContaining('attachments[0].path')]);
    });
  });

  it('waits for a host that does not work for now', async () => {
    let answers = 0;
    const web = createServer((_, response) => {
      answers += 1;
      if (answers === 1) response.writeHead(503).end();
      else if (answers === 2)
        response.writeHead(200, { 'content-length': 9 }).end('half', () => response.destroy());
      else response.end('whole');
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    const host = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const mailer = await queueTo({}, { attachments: { hosts: [host] } });
    await mailer.enqueue(message('later', { attachments: [{ url: `${host}/a.txt` }] }));
    await until(() => (server?.mails.length ?? 0) === 1);
    web.closeAllConnections();
    web.close();
    expect(told).toEqual(['retried', 'retried']);
    expect(server?.mails[0]?.content.toString()).toContain(Buffer.from('whole').toString('base64'));
  });
});
