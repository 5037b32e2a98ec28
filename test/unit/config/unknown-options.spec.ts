import { describe, expect, it } from '@jest/globals';
import type { MailSettings } from '../../../lib/config/mail-settings.js';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import { MailConfigError } from '../../../lib/errors/mail-config.error.js';
import { createMailer } from '../../../lib/module/create-mailers.js';
import { settingsOf } from '../../../lib/module/settings-of.js';
import type { MailModuleOptions } from '../../../lib/module/mail-module-options.js';

/** The faults of options as JavaScript may hold them. */
function faultsOf(options: unknown): string[] {
  try {
    resolveMailConfig(settingsOf(options as MailModuleOptions));
  } catch (error) {
    if (error instanceof MailConfigError) return error.faults.map(({ key, advice }) => `${key}: ${advice}`);
    throw error;
  }
  return [];
}

describe('an option that nobody reads stops the boot and names the one to write', () => {
  it.each([
    ['socketTimeout', '5s', 'spring.mail.properties.mail.smtp.timeout'],
    ['connectionTimeout', -1, 'spring.mail.properties.mail.smtp.connectiontimeout'],
    ['service', 'Gmail', 'nest.mail.preset'],
    ['secure', 'false', 'spring.mail.ssl.enabled'],
    ['requireTLS', true, 'spring.mail.properties.mail.smtp.starttls.required'],
    ['name', 'x\r\nMAIL FROM:<evil@x>', 'spring.mail.properties.mail.smtp.localhost'],
    ['auth', 'user:pass', 'spring.mail.username and spring.mail.password'],
    ['maxConnections', -1, 'nest.mail.pool.max-connections'],
    ['hostt', 'x', 'spring.mail.host'],
  ])('%s', (key, value, instead) => {
    expect(faultsOf({ host: '127.0.0.1', [key]: value })).toEqual([
      `spring.mail.${key}: Write ${instead}, or remove it.`,
    ]);
  });

  it('also when nothing else is written, so that no file is read instead', () => {
    expect(faultsOf({ url: 'smtp://127.0.0.1' })).toContainEqual(
      expect.stringContaining('spring.mail.url: '),
    );
  });

  it('also where it came from JSON, and nothing is polluted', () => {
    const json: unknown = JSON.parse('{"host": "127.0.0.1", "__proto__": {"ignoreTLS": true}}');
    expect(faultsOf(json)).toEqual(['spring.mail.__proto__.ignoreTLS: Remove it.']);
    expect(Reflect.get({}, 'ignoreTLS')).toBeUndefined();
  });

  it('but not what is plugged in', async () => {
    const mailer = createMailer({ host: '127.0.0.1', interceptors: [] });
    await expect(mailer.close()).resolves.toBe(0);
  });

  it('also where other packages take settings: in a transport that is none', () => {
    const advice = expect.stringContaining('Write settings beside it: { host');
    expect(faultsOf({ transport: { host: '127.0.0.1' } })).toEqual([advice]);
    expect(faultsOf({ transport: 'smtps://ann:s3cret@127.0.0.1' })).toEqual([advice]);
    expect(faultsOf({ host: '127.0.0.1', transport: { sendMail: () => undefined } })).toEqual([]);
  });

  it('and no options at all are told as that', () => {
    expect(faultsOf(undefined)).toEqual([expect.stringContaining('return one from useFactory')]);
  });
});

describe('headers of every message', () => {
  it.each([
    ['that could add another', { 'X-App': 'v\r\nBcc: evil@evil.test' }],
    ['that have a field of their own', { Bcc: 'evil@evil.test' }],
  ])('%s stop the boot instead of every send', (_what, headers) => {
    const options: MailSettings = { host: '127.0.0.1', defaults: { headers } };
    expect(faultsOf(options)).toEqual([expect.stringContaining('nest.mail.defaults.headers.')]);
  });
});
