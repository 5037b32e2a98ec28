import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { createMailer } from '../../lib/module/create-mailers.js';
import { prepareMail } from '../../lib/message/prepare-mail.js';
import { SmtpTransport } from '../../lib/transport/smtp.transport.js';
import {
  type ScriptedServer,
  scriptedServer,
  type ScriptedServerOptions,
  silence,
} from '../support/scripted-server.js';
import { until } from '../support/until.js';
import { message, rejection } from '../support/with-server.js';

let server: ScriptedServer;
afterEach(() => server.close());

async function settingsFor(script: ScriptedServerOptions = {}): Promise<{ host: string; port: number }> {
  server = await scriptedServer(script);
  return { host: '127.0.0.1', port: server.port };
}

describe('a mailer that closes', () => {
  it('takes no message into a queue that nobody would send', async () => {
    const mailer = createMailer(await settingsFor());
    await mailer.close();

    await expect(mailer.enqueue(message('late'))).rejects.toMatchObject({ problem: 'closed' });
    expect(await mailer.queue.health()).toMatchObject({ status: 'closed', waiting: 0 });
  });

  it('ends a test of the connection', async () => {
    const mailer = createMailer(await settingsFor({ on: { GREETING: silence } }));
    const tested = rejection(mailer.testConnection());
    await until(() => server.sessions.length === 1);
    await mailer.close();

    expect(await Promise.race([tested, pause(1000)])).toMatchObject({ code: 'MAIL_SEND' });
    await server.idle();
  });

  it('waits for what signs its mails as long as for a server', async () => {
    const seal = { seal: () => new Promise<never>(() => undefined) };
    const config = resolveMailConfig({ ...(await settingsFor()), seal }).mailers.get('default')!;
    const transport = new SmtpTransport(config, 50);
    void transport.sendAll([prepareMail(message('never signed'))]);

    expect(await Promise.race([transport.close(), pause(2000)])).toBe(1);
  });
});
