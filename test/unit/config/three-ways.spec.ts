import { expect, it } from '@jest/globals';
import { ConfigService } from '@nestjs/config';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import type { MailSettings } from '../../../lib/config/mail-settings.js';
import type { MailConfig, MailerConfig } from '../../../lib/config/mailer-config.js';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import { loadSpringConfig } from '../../../lib/config/spring-config.js';
import { withFolder } from '../../support/temporary-folder.js';

/** `no` without quotes is `false` in YAML 1.1. */
const word = fc
  .stringMatching(/^[a-z][a-z0-9]{0,8}$/u)
  .filter((text) => !/^(?:on|off|yes|no|true|false|null)$/u.test(text));
const secret = fc
  .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 })
  .filter((text) => !/[$\\]/u.test(text) && text.trim() !== '');
const address = fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.test`);
const flag = fc.boolean();
const limit = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom('5s', '500ms', '2m'));

const properties = fc.record(
  {
    'mail.smtp.auth': fc.constant(true),
    'mail.smtp.starttls.enable': flag,
    'mail.smtp.connectiontimeout': limit,
    'mail.smtp.timeout': limit,
    'mail.smtp.from': address,
    'mail.smtp.localhost': word,
    'mail.smtp.sendpartial': flag,
    'mail.smtp.auth.mechanisms': fc.constantFrom('LOGIN', 'PLAIN LOGIN', 'XOAUTH2'),
    'mail.smtp.dsn.ret': fc.constantFrom('FULL', 'HDRS'),
    'mail.debug': flag,
  },
  { requiredKeys: [] },
);

const mailer = fc.record(
  {
    host: fc.constantFrom('localhost', '127.0.0.1', '::1'),
    port: fc.integer({ min: 1, max: 65_535 }).filter((port) => ![25, 465, 587].includes(port)),
    username: secret,
    password: secret,
    testConnection: flag,
    ssl: fc.record({ enabled: flag, verifyHostname: flag }, { requiredKeys: [] }),
    properties,
    defaults: fc.record(
      {
        from: address,
        replyTo: address,
        headers: fc.dictionary(
          word.map((name) => `X-${name}`),
          word,
          { maxKeys: 2 },
        ),
      },
      { requiredKeys: [] },
    ),
    pool: fc.record(
      { maxConnections: fc.integer({ min: 1, max: 20 }), idleTimeout: limit },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['host', 'username', 'password'] },
);

const options: fc.Arbitrary<MailSettings> = fc
  .record({
    root: mailer,
    mailers: fc.dictionary(word, mailer, { maxKeys: 2 }),
  })
  .map(({ root, mailers }) => ({ ...root, mailers }));

const kebab = (name: string): string => name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);

/** The keys of an object in kebab case; those of `properties` and `headers` are the user's own. */
function kebabTree(value: unknown, isOwn = false): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      isOwn ? name : kebab(name),
      kebabTree(one, ['properties', 'headers'].includes(name)),
    ]),
  );
}

function applicationYaml({ defaults, pool, mailers, ...mail }: MailSettings): string {
  return stringify({
    spring: { mail: kebabTree(mail) },
    nest: { mail: kebabTree({ defaults, pool, mailers }) },
  });
}

/** Everything but where it was read. */
function essence({ mailers, activeProfiles }: MailConfig): unknown {
  const essenceOf = ({ sources: _sources, credentials, ...config }: MailerConfig): unknown => ({
    ...config,
    credentials: { ...credentials, password: credentials?.password?.() },
  });
  return { activeProfiles, mailers: Array.from(mailers.values(), essenceOf) };
}

it('an object, an application.yml and a ConfigService with the same keys give the same settings', () => {
  fc.assert(
    fc.property(options, (object) => {
      const fromObject = essence(resolveMailConfig(object));
      withFolder({ 'application.yml': applicationYaml(object) }, (directory) => {
        const sources = { directory, env: {}, argv: [] };
        expect(essence(resolveMailConfig({ load: sources }))).toEqual(fromObject);
        const config = new ConfigService(loadSpringConfig(sources));
        expect(essence(resolveMailConfig({ config }))).toEqual(fromObject);
        expect(essence(resolveMailConfig({ config: loadSpringConfig(sources) }))).toEqual(fromObject);
      });
    }),
    { numRuns: 100 },
  );
});
