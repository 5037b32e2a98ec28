import { describe, expect, it } from '@jest/globals';
import { run } from '../../support/run-cli.js';
import { scriptedServer, type ScriptedServerOptions } from '../../support/scripted-server.js';
import { withFolder } from '../../support/temporary-folder.js';

const SENDER = 'nest.mail.defaults.from: shop@example.test\n';

/** Runs the command in a folder whose settings lead to a server of the test's own. */
async function send(argv: readonly string[], settings: string, script: ScriptedServerOptions = {}) {
  const server = await scriptedServer(script);
  const yaml = `spring.mail: {host: localhost, port: ${server.port}}\n${settings}`;
  try {
    const result = await withFolder({ 'application.yml': yaml }, (dir) =>
      run(['send', '--dir', dir, ...argv]),
    );
    return { ...result, mails: server.mails, port: server.port };
  } finally {
    await server.close();
  }
}

describe('nestjs-spring-mail send', () => {
  it('sends one mail and prints the receipt', async () => {
    const { exitCode, out, err, mails } = await send(
      ['--to', 'bob@example.test', '--subject', 'Hello', '--text', 'How are you?'],
      SENDER,
    );
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(
      /^accepted +bob@example\.test\nfrom +shop@example\.test\nmessage +<.+>\nserver +250 /u,
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]?.content.toString()).toMatch(/^Subject: Hello\r\n[^]*\r\n\r\nHow are you\?/mu);
  });

  it('prints the receipt for programs, and takes several recipients and a sender', async () => {
    const argv = [
      '--json',
      '--from',
      'ann@example.test',
      '--to',
      'bob@example.test',
      '--to',
      'cy@example.test',
    ];
    const { exitCode, out } = await send(argv, '');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      envelope: { from: 'ann@example.test' },
      accepted: ['bob@example.test', 'cy@example.test'],
    });
  });

  it('sends through the mailer that was asked for, from its account when no sender is set', async () => {
    const users = { 'bills@example.test': 's3cret' };
    const server = await scriptedServer({ users });
    const mailer = `{host: localhost, port: ${server.port}, username: bills@example.test, password: s3cret}`;
    const { exitCode, mails } = await send(
      ['--to', 'bob@example.test', '--mailer', 'billing'],
      `nest.mail.mailers.billing: ${mailer}\n`,
    );
    const [mail] = server.mails;
    await server.close();
    expect({ exitCode, mails }).toEqual({ exitCode: 0, mails: [] });
    expect(mail).toMatchObject({ from: 'bills@example.test' });
  });

  it('tells who was left out outside of production', async () => {
    const { exitCode, out, mails } = await send(
      ['--to', 'bob@example.test'],
      `${SENDER}nest.mail.dry-run: true\n`,
    );
    expect({ exitCode, mails }).toEqual({ exitCode: 0, mails: [] });
    expect(out).toMatch(/^left out +bob@example\.test \(.+\)$/mu);
    expect(out).not.toMatch(/^accepted/mu);
  });

  it('says why it failed, what to change and where it is explained', async () => {
    const refuse: ScriptedServerOptions = { on: { RCPT: '550 5.1.1 no such user' } };
    const { exitCode, out, err } = await send(['--to', 'bob@example.test'], SENDER, refuse);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(/refused bob@example\.test, which it does not know[^]*#unknown-recipient$/u);
  });

  it.each([
    [[], SENDER, 'Say by --to ADDRESS who gets the mail.'],
    [['--to', 'bob'], SENDER, "The message's to"],
    [['--to', 'bob@example.test'], '', 'Set nest.mail.defaults.from, or give --from ADDRESS'],
    [['--to', 'bob@example.test', '--mailer', 'billing'], SENDER, 'no mailer billing. There are: default'],
    [['--to', 'bob@example.test'], `${SENDER}spring.mail.ssl.bundle: x\n`, 'spring.mail.ssl.bundle'],
  ])('refuses %j before the network', async (argv, settings, problem) => {
    const { exitCode, err, mails } = await send(argv, settings);
    expect({ exitCode, mails }).toEqual({ exitCode: 1, mails: [] });
    expect(err).toContain(problem);
  });
});
