import { describe, expect, it } from '@jest/globals';
import type { MailKey } from '../../../lib/config/mail-key.js';
import { SESSION_KEYS } from '../../../lib/config/session-keys.js';
import { SMTP_KEYS } from '../../../lib/config/smtp-keys.js';
import { configOf, faultsOf } from '../../support/settings.js';

/** Every key that the documentation and the sources of Angus Mail 2.0.5 name, without `mail.smtp.`. */
const OF_ANGUS =
  `allow8bitmime auth auth.digest-md5.disable auth.login.disable auth.mechanisms auth.ntlm.disable
  auth.ntlm.domain auth.ntlm.flags auth.ntlm.lmcompat auth.ntlm.unicode auth.ntlm.v2 auth.plain.disable auth.xoauth2.disable
  chunksize class connectiontimeout dsn.notify dsn.ret ehlo executor.writetimeout from host localaddress localhost localport
  mailextension noop.strict port proxy.host proxy.password proxy.port proxy.user quitonsessionreject quitwait reportsuccess
  sasl.authorizationid sasl.enable sasl.mechanisms sasl.realm sasl.usecanonicalhostname saslrealm sendpartial socketFactory
  socketFactory.class socketFactory.fallback socketFactory.port socks.host socks.port ssl.checkserveridentity ssl.ciphersuites
  ssl.enable ssl.hostnameverifier ssl.hostnameverifier.class ssl.protocols ssl.socketFactory ssl.socketFactory.class
  ssl.socketFactory.port ssl.trust starttls.enable starttls.required submitter timeout user userset usesocketchannels
  writetimeout`.split(/\s+/u);

const KEYS: Readonly<Record<string, MailKey>> = {
  ...Object.fromEntries(Object.entries(SMTP_KEYS).map(([name, key]) => [`mail.smtp.${name}`, key])),
  ...Object.fromEntries(Object.entries(SESSION_KEYS).map(([name, key]) => [name.replace('*', 'x'), key])),
};
const VALUES: Readonly<Record<MailKey['type'], string>> = {
  boolean: 'true',
  integer: '1',
  milliseconds: '1000',
  bytes: '1000',
  text: 'x',
  words: 'x',
  list: 'x',
  object: 'x',
};

function withEffect(effect: MailKey['effect']): (readonly [string, string, MailKey])[] {
  return Object.entries(KEYS)
    .filter(([, key]) => key.effect === effect)
    .map(([name, key]) => [`${name}: ${VALUES[key.type]}`, `spring.mail.properties.${name}`, key] as const);
}

const base = 'spring.mail.host: localhost\nspring.mail.properties.';

describe('a key of Angus Mail', () => {
  it('is in the table, whatever becomes of it', () => {
    const known = Object.keys(SMTP_KEYS);
    expect(OF_ANGUS.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(withEffect('ignored'))(
    'without effect is told at boot with the reason: %s',
    (yaml, key, { note }) => {
      expect(configOf(base + yaml).warnings).toMatchObject([
        { key, problem: 'has no effect', advice: `${note}. Remove it.` },
      ]);
    },
  );

  it.each(withEffect('refused'))('that cannot be kept stops the boot: %s', (yaml, key, { note }) => {
    expect(faultsOf(base + yaml)).toMatchObject([
      { key, problem: 'cannot be used', advice: `${note}. Remove it.` },
    ]);
  });

  it.each(withEffect('applied'))(
    'that is applied is never said to have no effect by itself: %s',
    (yaml, key) => {
      const named = [...faultsOf(base + yaml)].filter((fault) => fault.key === key);
      expect(named.map(({ problem }) => problem)).not.toContain('cannot be used');
    },
  );
});
