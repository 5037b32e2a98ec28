import { describe, expect, it } from '@jest/globals';
import type { Mailers } from '../../lib/delivery/mailers.js';
import type { MailModuleOptions } from '../../lib/module/mail-module-options.js';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { mailersFor } from '../support/mailers-for.js';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server.js';
import { configOf, faultsOf } from '../support/settings.js';
import { message } from '../support/with-server.js';

async function withMailers(
  settings: MailModuleOptions,
  test: (mailers: Mailers, server: ScriptedServer) => Promise<void>,
): Promise<void> {
  const server = await scriptedServer();
  const here = { host: '127.0.0.1', port: server.port };
  const mailers = mailersFor({ ...here, mailers: { other: here }, ...settings });
  try {
    await test(mailers, server);
  } finally {
    await mailers.close();
    await server.close();
  }
}

const recipients = ({ lines }: ScriptedServer): string[] =>
  lines.flatMap((line) => /^RCPT TO:<(.*?)>/iu.exec(line)?.[1] ?? []);

describe('outside production', () => {
  it('a dry run sends nothing, by any mailer, and says so in the receipt', async () => {
    await withMailers({ dryRun: true }, async (mailers, server) => {
      mailers.add({ ...(await settingsOf(server)), name: 'late' });
      for (const name of ['default', 'other', 'late']) {
        await expect(mailers.get(name).send(message('x'))).resolves.toMatchObject({
          accepted: [],
          leftOut: [{ address: 'bob@b.example', reason: 'nest.mail.dry-run is true' }],
        });
      }
      await expect(mailers.get().send([message('1'), message('2')])).resolves.toMatchObject([
        { accepted: [] },
        { accepted: [] },
      ]);
      expect(server.sessions).toHaveLength(0);
    });
  });

  it('mail goes only to addresses and domains that are allowed; the receipt names the others', async () => {
    const allowedRecipients = ['Ann@a.example', '*@b.example'];
    await withMailers({ allowedRecipients }, async (mailers, server) => {
      const to = ['ann@a.example', 'bob@B.example', 'eve@a.example', 'eve@sub.b.example', 'x@xb.example'];
      const receipt = await mailers.get('other').send(message('x', { to }));
      expect(receipt.accepted).toEqual(['ann@a.example', 'bob@B.example']);
      expect(receipt.leftOut?.map(({ address }) => address)).toEqual(to.slice(2));
      expect(recipients(server)).toEqual(['ann@a.example', 'bob@B.example']);
    });
  });

  it('a batch keeps its order when some of it is for nobody', async () => {
    await withMailers({ allowedRecipients: ['@b.example'] }, async (mailers, server) => {
      const batch = ['1@b.example', '2@no.example', '3@b.example'].map((to) => message(to, { to }));
      const receipts = await mailers.get().send(batch);
      expect(receipts.map(({ accepted }) => accepted)).toEqual([['1@b.example'], [], ['3@b.example']]);
      expect(recipients(server)).toEqual(['1@b.example', '3@b.example']);
    });
  });

  it('all mail goes to one address, and shows who would have had it', async () => {
    await withMailers({ redirectTo: 'dev@c.example' }, async (mailers, server) => {
      await mailers.get('other').send(message('x', { cc: 'cc@a.example', bcc: 'bcc@a.example' }));
      expect(recipients(server)).toEqual(['dev@c.example']);
      const content = server.mails[0]?.content.toString() ?? '';
      expect(content).toContain('\r\nTo: bob@b.example\r\n');
      expect(content.replaceAll('\r\n ', ' ')).toContain(
        'X-Original-Recipients: bob@b.example, cc@a.example, bcc@a.example\r\n',
      );
    });
  });

  it('only what may be sent is redirected', async () => {
    const settings = { redirectTo: 'dev@c.example', allowedRecipients: ['@a.example'] };
    await withMailers(settings, async (mailers, server) => {
      await mailers.get().send(message('x'));
      expect(server.sessions).toHaveLength(0);
    });
  });

  it('is read from the settings of the application', () => {
    const yaml = `
      spring.mail.host: localhost
      nest.mail:
        dry-run: false
        redirect-to: dev@c.example
        allowed-recipients:
          - ann@a.example
          - "@b.example"
    `.replaceAll(/^ {6}/gmu, '');
    expect(configOf(yaml)).toMatchObject({
      recipients: { dryRun: false, redirectTo: 'dev@c.example', allowed: ['ann@a.example', '@b.example'] },
      warnings: [],
    });
    expect(configOf(yaml, { NEST_MAIL_ALLOWEDRECIPIENTS: '' }).recipients.allowed).toEqual([]);
  });

  it('names an address that is none', () => {
    const yaml =
      'spring.mail.host: localhost\nnest.mail:\n  redirect-to: dev\n  allowed-recipients: ann, b@x.example\n';
    expect(faultsOf(yaml).map(({ key, value }) => [key, value])).toEqual([
      ['nest.mail.allowed-recipients', 'ann'],
      ['nest.mail.redirect-to', 'dev'],
    ]);
  });
});

async function settingsOf({ port }: ScriptedServer) {
  const config = resolveMailConfig({ host: '127.0.0.1', port }).mailers.get('default');
  if (config === undefined) throw new Error('There is no mailer.');
  return config;
}
