import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { resolveMailConfig } from '../../lib/config/resolve-mail-config.js';
import { MailError } from '../../lib/errors/mail.error.js';
import { MailConfigError } from '../../lib/errors/mail-config.error.js';
import type { MessageFields } from '../../lib/message/message.js';
import { smtpMailer } from '../../lib/module/create-mailers.js';
import { describeWith } from '../support/describe-with.js';
import { type Field, placeOf, type Settings, startField, yamlOf } from '../support/field.js';
import { BOOT_STOPPERS, MISCONFIGURATIONS } from '../support/misconfigurations.js';
import { withFolder } from '../support/temporary-folder.js';
import { rejection } from '../support/with-server.js';

describeWith(['postfix'], 'a mistake in the settings', () => {
  let field: Field;
  beforeAll(async () => {
    field = await startField();
  });
  afterAll(async () => {
    await field.close();
  });

  /** The application starts with these settings and sends one mail. */
  async function send(
    settings: Settings,
    to = 'bob@example.test',
    fields: Partial<MessageFields> = {},
  ): Promise<unknown> {
    const { mailers } = withFolder({ 'application.yml': yamlOf(settings) }, (directory) =>
      resolveMailConfig({ load: { directory, env: {}, argv: [] } }),
    );
    const [config] = mailers.values();
    if (config === undefined) throw new Error('There is no mailer.');
    const mailer = smtpMailer(config);
    try {
      return await mailer.send({ to, subject: 'x', text: 'x', ...fields });
    } finally {
      await mailer.close();
    }
  }

  function errorOf(settings: Settings): Promise<unknown> {
    return rejection(send(settings));
  }

  it('is none in the settings that the others differ from', async () => {
    await expect(send(field.good)).resolves.toMatchObject({ refused: [] });
  });

  it.each(MISCONFIGURATIONS)(
    'is named with its key and value: $name',
    async ({ settings, cause, key, expected, says = '', isWritten }) => {
      const error = await errorOf(settings(field));
      const source = key !== undefined && isWritten === true && placeOf(settings(field), key);
      expect(error).toBeInstanceOf(MailError);
      expect(error).toHaveProperty('diagnosis', {
        cause,
        ...(key !== undefined && { key, expected }),
        ...(source !== false && { source }),
        page: `docs/troubleshooting.md#${cause}`,
      });
      const text = inspect(error, { depth: null, showHidden: true });
      expect(text).toMatch(says);
      expect(text).toContain(source === false ? (key ?? '') : `${key} (${source})`);
      expect(text).not.toContain('wr0ng');
    },
  );

  it.each([
    ['later', 'defer@example.test', '451 4.3.2'],
    ['mailbox-full', 'full@example.test', '452 4.2.2'],
    ['unknown-recipient', 'reject@example.test', '550 5.1.1'],
  ])('is not seen in what Postfix says of recipients: %s', async (cause, to, reply) => {
    const error = await rejection(send(field.good, to));
    expect(error).toMatchObject({
      message: expect.stringContaining(reply),
      diagnosis: { cause, page: `docs/troubleshooting.md#${cause}` },
    });
  });

  it('is not seen in a mail that is too large', async () => {
    const attachments = [{ filename: 'large', content: Buffer.alloc(20_000_000, 'x') }];
    const error = await rejection(send(field.good, 'bob@example.test', { attachments }));
    expect(error).toMatchObject({ diagnosis: { cause: 'message-too-large' } });
  });

  it.each(BOOT_STOPPERS)('stops the boot: $name', async ({ settings, key, expected }) => {
    const error = await errorOf(settings(field));
    const source = placeOf(settings(field), key ?? '');
    expect(error).toBeInstanceOf(MailConfigError);
    expect(error).toMatchObject({ faults: [{ key, source, advice: expect.stringMatching(expected ?? '') }] });
  });

  it('never lets a mail out, in clear or without sign-in', async () => {
    const mails = await field.postfix.mails();
    expect(mails.length).toBeLessThanOrEqual(1);
    for (const [name, { mails: taken }] of Object.entries(field.servers))
      expect([name, taken]).toEqual([name, []]);
  });
});
