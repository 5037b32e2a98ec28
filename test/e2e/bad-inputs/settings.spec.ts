import { describe, expect, it } from '@jest/globals';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import type { MailConfig } from '../../../lib/config/mailer-config.js';
import { MailEvents } from '../../../lib/delivery/mail-events.js';
import { MailConfigError } from '../../../lib/errors/mail-config.error.js';
import { MailAuthenticationError } from '../../../lib/errors/mail-authentication.error.js';
import { settingsOf } from '../../../lib/module/settings-of.js';
import { CONFIG_CASES } from '../../support/bad-inputs/config-cases.js';
import { ELSEWHERE } from '../../support/bad-inputs/elsewhere.js';
import { sending } from '../../support/bad-inputs/sending.js';
import { built } from '../../support/bad-inputs/values.js';
import { type Vector, vector, vectorsOf } from '../../support/bad-inputs/vectors.js';
import { mailersFor } from '../../support/mailers-for.js';
import { scriptedServer } from '../../support/scripted-server.js';
import { message } from '../../support/with-server.js';

/** The settings as JavaScript may hand them over. */
function resolved(options: object): MailConfig {
  return resolveMailConfig(settingsOf(options));
}

function faultsOf(options: object): readonly { readonly key: string }[] {
  try {
    resolved(options);
  } catch (error) {
    if (error instanceof MailConfigError) return error.faults;
    throw error;
  }
  return [];
}

function configOf({ input }: Vector): object {
  const config = built(Reflect.get(input, 'config'));
  if (typeof config === 'object' && config !== null) return config;
  throw new Error('There is no config.');
}

const inOurWords = Object.entries(CONFIG_CASES).map(([id, one]) => ({ ...one, ...vector(id) }));

describe('settings that cannot work', () => {
  // A host that would do, so that the fault is not the missing one.
  it.each(vectorsOf('config').filter(({ id }) => !Object.hasOwn(ELSEWHERE, id)))(
    '$id: written for nodemailer, they stop the boot',
    (one) => {
      expect(faultsOf({ host: '127.0.0.1', ...configOf(one) })).not.toEqual([]);
    },
  );

  it.each(inOurWords)('$id in our words: $expected.assert', ({ ours, key }) => {
    const faults = faultsOf(ours);
    const keys = faults.map((fault) => fault.key);
    expect(keys.slice(0, 1)).toEqual(key === undefined ? [] : [key]);
    expect(JSON.stringify(faults)).not.toContain('user:pass');
  });

  it('CFG-22: a preset overrides nothing that was written', () => {
    expect(resolved(CONFIG_CASES['CFG-22']!.ours).mailers.get('default')?.host).toBe('127.0.0.1');
  });

  it.each(vectorsOf('config-json'))('$id: $expected.assert', ({ input }) => {
    const parsed: unknown = JSON.parse(input.json ?? '');
    expect(faultsOf({ host: '127.0.0.1', ...Object(parsed) })).not.toEqual([]);
    expect([Reflect.get({}, 'ignoreTLS'), Reflect.get({}, 'polluted')]).toEqual([undefined, undefined]);
  });
});

describe('settings that a server shows to be wrong', () => {
  it('TLS-12: TLS from the first byte at a port for STARTTLS is told at once', async () => {
    const started = performance.now();
    const { error } = await sending(
      {},
      { server: { tls: 'starttls' }, settings: { ssl: { enabled: true } } },
    );
    expect(error).toMatchObject({ diagnosis: { cause: 'tls-on-plain-port' } });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('TLS-13: STARTTLS at a port for TLS is told at boot for 465, and otherwise before the limit', async () => {
    expect(faultsOf({ host: '127.0.0.1', port: 465 })).toMatchObject([{ key: 'spring.mail.port' }]);
    const { error } = await sending({}, { server: { tls: 'implicit' } });
    expect(error).toMatchObject({ diagnosis: { cause: expect.stringMatching(/tls/u) } });
  });

  it('TLS-15: trusting everybody is told at boot', () => {
    const { warnings } = resolved({ host: '127.0.0.1', properties: { 'mail.smtp.ssl.trust': '*' } });
    expect(warnings).toMatchObject([{ problem: expect.stringContaining('any certificate') }]);
  });

  it('SEC-15: credentials that the server does not ask for are no reason to go on without', async () => {
    const { error, mails } = await sending({}, { settings: { username: 'u', password: 'p' } });
    expect(error).toBeInstanceOf(MailAuthenticationError);
    expect(mails).toEqual([]);
  });

  it('CFG-33: a listener that throws, and a logger that throws for it, keep no mail back', async () => {
    const server = await scriptedServer();
    const events = new MailEvents(() => {
      throw new Error('the logger failed');
    });
    for (const name of ['sending', 'sent'] as const) {
      events.on(name, () => {
        throw new Error('the listener failed');
      });
    }
    const mailers = mailersFor({ host: '127.0.0.1', port: server.port }, events);
    await expect(mailers.get().send(message('x'))).resolves.toMatchObject({ refused: [] });
    await mailers.close();
    await server.close();
  });
});
