import { describe, expect, it } from '@jest/globals';
import type { ConfigFault } from '../../../lib/errors/mail-config.error.js';
import { resolveMailConfig } from '../../../lib/config/resolve-mail-config.js';
import { faultsOf as faultsIn } from '../../support/faults.js';
import { configOf, faultsOf, mailerOf } from '../../support/settings.js';
import { withFolder } from '../../support/temporary-folder.js';

type Variables = Readonly<Record<string, string>>;
const warningsOf = (yaml: string, env: Variables = {}): readonly ConfigFault[] =>
  configOf(yaml, env).warnings;
const base = 'spring.mail.host: mail.example.org\n';
const mail = (yaml: string): string => `spring.mail: {host: mail.example.org, ${yaml}}`;

describe('when no host is found, the key that was meant for it is named', () => {
  it.each<[string, string, Variables, RegExp]>([
    [
      'spring.email',
      'spring: {email: {host: a.example.org}}',
      {},
      /spring\.email\.host \(application\.yml:1:24\)/u,
    ],
    ['sping.mail', 'sping.mail.host: a.example.org', {}, /sping\.mail\.host/u],
    ['spring.mial', 'spring.mial.host: a.example.org', {}, /spring\.mial\.host/u],
    ['hostname', 'spring.mail.hostname: a.example.org', {}, /spring\.mail\.hostname/u],
    [
      'mail at the root',
      'mail.host: a.example.org',
      {},
      /There is mail\.host .*write spring\.mail\.host instead/u,
    ],
    ['host beside mail', 'spring: {mail: , host: a.b}', {}, /There is spring\.host/u],
    ['host without a blank', 'spring:\n  mail:\n    host:a.b', {}, /spring\.mail \(.*is one text/u],
    ['mail.smtp.host', 'spring.mail.properties.mail.smtp.host: a.b', {}, /mail\.smtp\.host/u],
    ['MAIL_HOST', '', { MAIL_HOST: 'a.example.org' }, /There is MAIL_HOST .*write SPRING_MAIL_HOST instead/u],
  ])('%s', (_what, yaml, env, advice) => {
    const faults = faultsOf(yaml, env);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ key: 'spring.mail.host', problem: 'is missing' });
    expect(faults[0]?.advice).toMatch(advice);
  });

  it('and other hosts are not', () => {
    const [fault] = faultsOf('spring: {data.redis.host: r, rabbitmq.host: q}', { REDIS_HOST: 'r' });
    expect(fault?.advice).not.toMatch(/There is/u);
  });
});

describe('a missing key is told with the one that is misspelt', () => {
  it.each([
    ['passwrod', 'username: ann, passwrod: s3cret'],
    ['pass', 'username: ann, pass: s3cret'],
    ['user', 'user: ann, password: s3cret'],
  ])('%s', (name, yaml) => {
    const [missing, misspelt, ...others] = faultsOf(mail(yaml));
    expect(others).toEqual([]);
    expect(missing).toMatchObject({ problem: 'is missing' });
    expect(misspelt).toMatchObject({
      key: `spring.mail.${name}`,
      advice: `Write ${missing?.key}, or remove it.`,
    });
  });

  it('and others stay warnings', () => {
    expect(faultsOf(mail('username: ann, prot: 26'))).toHaveLength(1);
  });
});

describe('a # that a comment begins with, though it may belong to a password', () => {
  const account = 'spring:\n  mail:\n    host: localhost\n    username: ann\n';
  it.each([
    ['plain', ''],
    ['with a flow map', 'other: {a: b}\n'],
  ])('is told, in a file that is %s', (_what, rest) => {
    const cut = (value: string): readonly ConfigFault[] =>
      warningsOf(`${rest}${account}    password: ${value}\n`);
    expect(cut('abc #def')).toMatchObject([
      { key: 'spring.mail.password', problem: 'ends before a #, which begins a comment', value: '***' },
    ]);
    for (const value of ['abc#def', 'abc # def', '"abc" #def']) expect(cut(value)).toEqual([]);
    expect(faultsOf(`${rest}${account}    password: #secret\n`)).toMatchObject([
      {
        problem: 'is missing',
        advice: expect.stringMatching(/^A value that begins with # stands in quotes\. /u),
      },
    ]);
    expect(faultsOf(`${rest}${account}    password: # secret\n`)[0]?.advice).not.toMatch(/quotes/u);
  });
});

describe('where no file of settings is', () => {
  it('the folder is named that was looked into', () => {
    const [fault] = withFolder({}, (directory) =>
      faultsIn(() => resolveMailConfig({ load: { directory, env: {}, argv: [] } })).map(({ advice }) =>
        advice.replaceAll(directory, 'DIR'),
      ),
    );
    expect(fault).toMatch(
      /No file of settings was read: application\.yml belongs into DIR or DIR.config\.$/u,
    );
  });

  it('nothing is said of it when there is one, or settings in code', () => {
    expect(faultsOf('a: b')[0]?.advice).not.toMatch(/No file/u);
    expect(faultsIn(() => resolveMailConfig({ port: 26 }))[0]?.advice).not.toMatch(/No file/u);
  });
});

describe('one fault is told once', () => {
  it.each([
    ['a host that needs a variable', 'spring.mail.host: "${MAIL_HOST}"', /Set MAIL_HOST/u],
    ['a host whose variable is empty', 'spring.mail.host: "${MAIL_HOST:}"', /empty would mean this machine/u],
    [
      'a flag that is read in several places',
      mail('properties.mail.smtp.starttls.enable: "on"'),
      /true or false/u,
    ],
    ['a tab', 'spring:\n\tmail.host: a', /Indent with spaces/u],
    ['cipher suites that nobody knows', mail('properties.mail.smtp.ssl.ciphersuites: NOPE'), /TLS_AES/u],
  ])('%s', (_what, yaml, advice) => {
    const faults = faultsOf(yaml);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.advice).toMatch(advice);
  });
});

describe('what YAML does not take is told in words, where it begins', () => {
  const at = (line: string): string => `spring:\n  mail:\n    host: a\n${line}\n    port: 25\n`;
  it.each<[string, string, string, RegExp]>([
    ['a key that is indented less', '   username: ann', '4:1', /another column.* Indent the keys/u],
    ['a key that is indented more', '      username: ann', '3:11', /indented too deep.* alike/u],
    ['no blank behind the colon', '    username:ann', '4:5', /no "key: value".* a colon and a blank/u],
    ['an equals sign', '    username=ann', '4:5', /no "key: value"/u],
    ['the mark of a conflict', '<<<<<<< HEAD', '4:1', /no "key: value"/u],
    ['a password with a colon', '    password: ab: cd', '4:15', /value that holds ": " in quotes/u],
    ['a password that begins with @', '    password: @bc', '4:15', /cannot begin with @.* in quotes/u],
    ['text behind quotes', '    password: "a"b', '4:18', /whole value in single quotes/u],
    ['a password that begins with *', '    password: *bc', '4:15', /begins with \* in quotes/u],
    ['a password that begins with !', '    password: !bc de', '4:19', /begins with ! in quotes/u],
    ['a password that begins with {', '    password: {bc', '5:5', /begins with \{ or \[ in quotes/u],
    ['a password with a backslash', String.raw`    password: "a\qb"`, '4:17', /Use single quotes/u],
    ['a quote inside of quotes', "    password: 'it's'", '4:19', /a single quote inside of it twice/u],
    ['a quote that is not closed', '    password: "abc', '4:15', /that begins here is not closed/u],
  ])('%s', (_what, line, place, text) => {
    const [fault, ...others] = faultsOf(at(line));
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ key: 'application.yml', source: `application.yml:${place}` });
    expect(`${fault?.problem} ${fault?.advice}`).toMatch(text);
  });
});

describe('files are read whatever editor wrote them', () => {
  it.each([
    ['a byte order mark', '\ufeffspring.mail.host: mail.example.org\n'],
    ['line ends of Windows', 'spring:\r\n  mail:\r\n    host: mail.example.org\r\n'],
  ])('%s', (_what, yaml) => {
    expect(mailerOf(yaml).host).toBe('mail.example.org');
  });
});

describe('two keys for one port', () => {
  const factory = 'mail.smtp.socketFactory.class: javax.net.ssl.SSLSocketFactory';
  it.each([
    [
      'mail.smtp.port',
      mail('port: 26, properties.mail.smtp.port: 27'),
      26,
      'spring.mail.properties.mail.smtp.port',
    ],
    [
      'the port of a socket factory that is used',
      mail(`port: 26, properties: {${factory}, mail.smtp.socketFactory.port: 465}`),
      465,
      'spring.mail.port',
    ],
    [
      'the port of a socket factory that is not used',
      mail('port: 26, ssl.enabled: true, properties.mail.smtp.socketFactory.port: 465'),
      26,
      'spring.mail.properties.mail.smtp.socketFactory.port',
    ],
  ])('%s', (_what, yaml, port, loser) => {
    expect(mailerOf(yaml).port).toBe(port);
    expect(warningsOf(yaml)).toMatchObject([
      { key: loser, problem: expect.stringMatching(/^has no effect/u) },
    ]);
  });

  it('that agree are nobody’s business', () => {
    expect(warningsOf(mail('port: 26, properties.mail.smtp.port: 26'))).toEqual([]);
    expect(
      warningsOf(mail(`port: 465, properties: {${factory}, mail.smtp.socketFactory.port: 465}`)),
    ).toEqual([]);
  });

  it('a fault is told at the key that decides', () => {
    const yaml = `spring.mail: {host: smtp.gmail.com, properties: {${factory}, mail.smtp.socketFactory.port: 587}}`;
    expect(faultsOf(yaml)).toMatchObject([{ key: 'spring.mail.properties.mail.smtp.socketFactory.port' }]);
  });
});

describe('what is harmless is not told', () => {
  it.each([
    ['ssl beside starttls', mail('ssl.enabled: true, properties.mail.smtp.starttls.required: true')],
    ['an empty preset', `${base}nest.mail.preset: "\${MAIL_PRESET:}"`],
    ['empty username and password', mail('username: "${MAIL_USER:}", password: "${MAIL_PASS:}"')],
  ])('%s', (_what, yaml) => {
    expect(warningsOf(yaml)).toEqual([]);
  });

  it.each(['DEFAULTENCODING', 'DEFAULT_ENCODING', 'SSL_VERIFYHOSTNAME', 'SSL_VERIFY_HOSTNAME'])(
    'a variable that ends in %s',
    (name) => {
      const value = name.startsWith('SSL') ? 'true' : 'UTF-8';
      expect(warningsOf(base, { [`SPRING_MAIL_${name}`]: value })).toEqual([]);
      const named = { [`NEST_MAIL_MAILERS_BILLING_${name}`]: value, NEST_MAIL_MAILERS_BILLING_HOST: 'a.b' };
      expect(warningsOf(base, named)).toEqual([]);
    },
  );
});

describe('what does nothing is told with what to write', () => {
  it.each<[string, string, Variables, RegExp]>([
    [
      'smtp keys beside properties',
      mail('smtp.auth: true'),
      {},
      /spring\.mail\.properties\.mail\.smtp\.auth/u,
    ],
    [
      'mail keys beside properties',
      mail('mail.smtp.auth: true'),
      {},
      /spring\.mail\.properties\.mail\.smtp\.auth/u,
    ],
    ['properties without mail', mail('properties.smtp.auth: true'), {}, /Write mail\.smtp\.auth/u],
    [
      'a variable for a key with capitals',
      base,
      { SPRING_MAIL_PROPERTIES_MAIL_SMTP_SOCKETFACTORY_CLASS: 'x' },
      /Write mail\.smtp\.socketFactory\.class in a file/u,
    ],
    [
      'a bundle without TLS',
      mail('ssl.bundle: x') + '\nspring.ssl.bundle.pem.x.reload-on-update: true',
      {},
      /ssl\.enabled: true/u,
    ],
  ])('%s', (_what, yaml, env, advice) => {
    const [warning] = warningsOf(yaml, env);
    expect(warning?.advice).toMatch(advice);
  });

  it('TLS from the first byte on 587 names what asked for it', () => {
    const [warning] = warningsOf(mail('protocol: smtps, port: 587'));
    expect(warning?.advice).toMatch(/instead of spring\.mail\.protocol: smtps/u);
  });
});

describe('a named mailer is one mailer, however its name is spelt', () => {
  it.each([
    ['my-billing', 'NEST_MAIL_MAILERS_MYBILLING_PORT'],
    ['myBilling', 'NEST_MAIL_MAILERS_MYBILLING_PORT'],
    ['my_billing', 'NEST_MAIL_MAILERS_MYBILLING_PORT'],
  ])('%s and %s', (name, variable) => {
    const { mailers } = configOf(`nest.mail.mailers.${name}.host: localhost`, { [variable]: '2525' });
    expect([...mailers.keys()]).toEqual([name]);
    expect(mailers.get(name)).toMatchObject({ host: 'localhost', port: 2525 });
  });

  it('and may hold dots in brackets', () => {
    const { mailers } = configOf('nest.mail.mailers."[my.billing]": {host: localhost, port: 2525}');
    expect(mailers.get('my.billing')).toMatchObject({ host: 'localhost', port: 2525 });
  });
});
