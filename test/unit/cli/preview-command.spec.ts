import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { freePorts } from '../../support/free-port.js';
import { ask, readMails } from '../../support/preview-app.js';
import { run } from '../../support/run-cli.js';
import { listen } from '../../support/sample-app.js';
import { withFolder } from '../../support/temporary-folder.js';

/** Runs the command, and tells the address of its page and the port for mails while it runs. */
async function whilePreview(
  words: readonly string[],
  use: (url: string, smtpPort: number) => Promise<void>,
): Promise<number> {
  const { exitCode, err } = await run(['preview', '--port', '0', ...words], {}, undefined, async (out) => {
    const [, url = '', port] = /open: (\S+)\nMails to [\d.]+:(\d+) arrive here\./u.exec(out) ?? [];
    await use(url, Number(port));
  });
  expect(err).toBe('');
  return exitCode;
}

describe('nestjs-spring-mail preview', () => {
  it('shows the mails of any application until it is ended', async () => {
    let closed = '';
    const exitCode = await whilePreview(['--smtp-port', '0'], async (url, port) => {
      const mail = { from: 'a@x.example', to: 'b@x.example', subject: 'From anywhere', text: 'x' };
      await createTransport({ host: '127.0.0.1', port }).sendMail(mail);
      expect((await readMails(url)).mails).toMatchObject([{ subject: 'From anywhere' }]);
      closed = url;
    });
    expect(exitCode).toBe(0);
    await expect(ask(closed)).rejects.toThrow('ECONNREFUSED');
  });

  it('listens where the application sends its mails', async () => {
    const [port] = await freePorts(1);
    const application = { 'application.yml': `spring.mail: { host: localhost, port: ${port} }` };
    await withFolder(application, (directory) =>
      whilePreview(['--dir', directory], async (_url, smtpPort) => expect(smtpPort).toBe(port)),
    );
  });

  it('shows templates of every engine, filled in with their samples', async () => {
    const templates = {
      'a.hbs': 'Hello {{name}}',
      'a.preview.json': '{ "name": "Ann" }',
      'b.md': '# Hello {{name}}',
      'c.mjml':
        '<mjml><mj-body><mj-section><mj-column><mj-text>Hi {{name}}</mj-text></mj-column></mj-section></mj-body></mjml>',
    };
    await withFolder(templates, (directory) =>
      whilePreview(['--smtp-port', '0', '--templates', directory], async (url) => {
        const offered = JSON.parse((await ask(`${url}/templates`)).body.toString());
        expect(offered).toMatchObject([
          { name: 'a', samples: [{ context: { name: 'Ann' } }] },
          { name: 'b' },
          { name: 'c' },
        ]);
        for (const name of ['a', 'b', 'c']) {
          const context = encodeURIComponent('{"name":"Bob"}');
          const shown = await ask(`${url}/template?name=${name}&context=${context}`);
          const { id } = JSON.parse(shown.body.toString());
          expect((await ask(`${url}/mails/${id}/html`)).body.toString()).toContain('Bob');
        }
      }),
    );
  });

  it.each([
    [['--port', 'x'], '--port x is no port.'],
    [['--smtp-port', '70000'], '--smtp-port 70000 is no port.'],
    [['--smtp-port', '0', '--templates', '/nowhere'], 'There is no folder /nowhere.'],
    [['--templates', 'x', 'y'], 'y'],
  ])('says what is wrong with its words: %s', async (words, problem) => {
    const { exitCode, err } = await run(['preview', ...words]);
    expect([exitCode, err]).toEqual([1, expect.stringContaining(problem)]);
  });

  it.each(['--port', '--smtp-port'])('says that a port is taken: %s', async (option) => {
    const other = createServer();
    const port = String(await listen(other));
    try {
      const { exitCode, err } = await run(['preview', '--port', '0', '--smtp-port', '0', option, port]);
      expect([exitCode, err]).toEqual([
        1,
        expect.stringContaining(`is in use by another program, got "${port}"`),
      ]);
    } finally {
      other.close();
    }
  });
});
