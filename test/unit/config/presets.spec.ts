import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { findPreset, presetOfHost } from '../../../lib/config/find-preset.js';
import { faultsOf, mailerOf } from '../../support/settings.js';

interface Service {
  readonly host?: string;
  readonly port?: number | string;
  readonly aliases?: readonly string[];
  readonly domains?: readonly string[];
}
const services = createRequire(`${process.cwd()}/package.json`)(
  'nodemailer/lib/well-known/services.json',
) as Record<string, Service>;

const signIn = { SPRING_MAIL_USERNAME: 'u', SPRING_MAIL_PASSWORD: 'p' };
const mailer = (preset: string, env = {}) => mailerOf(`nest.mail.preset: "${preset}"`, { ...signIn, ...env });

describe("a name of nodemailer's list", () => {
  // Naver is ours with another port first; Maildev catches mail on the developer's machine and speaks no TLS.
  const { Naver: _ours, Maildev: _local, ...others } = services;

  it.each(Object.entries(others))('%s leads to its host, over a protected line', (name, service) => {
    const port = Number(service.port ?? 587);
    const security = port === 465 ? 'implicit-tls' : 'starttls';
    expect(mailer(name)).toMatchObject({ host: service.host, port, security });
  });

  it('Maildev leads to this machine', () => {
    expect(mailer('Maildev')).toMatchObject({ host: 'localhost', port: 1025, security: 'none' });
  });

  it('may be an alias or the domain of the addresses', () => {
    const aliases = Object.values(services).flatMap(({ host, aliases: names = [], domains = [] }) =>
      [...names, ...domains].map((name) => ({ name, host })),
    );
    expect(aliases.length).toBeGreaterThan(50);
    for (const { name, host } of aliases)
      expect({ name, host: findPreset(name)?.host }).toEqual({ name, host });
  });

  it('is suggested for a misspelt one, and no list is printed', () => {
    const [fault] = faultsOf('nest.mail.preset: sendgird');
    expect(fault).toMatchObject({ key: 'nest.mail.preset', problem: 'is not a known provider' });
    expect(fault?.advice).toMatch(/^Write SendGrid, or /u);
    expect(fault?.advice.length).toBeLessThan(200);
    expect(faultsOf('nest.mail.preset: constructor')).toHaveLength(2);
  });

  it('is found by its host, so that an error can say how to sign in', () => {
    const hosts = Object.values(services).flatMap(({ host }) => host ?? []);
    expect(hosts.length).toBeGreaterThan(90);
    for (const host of hosts) expect(presetOfHost(host)?.host).toBe(host);
    expect(presetOfHost('SMTP.Office365.com')?.signIn).toMatch(/nest\.mail\.oauth2/u);
    expect(presetOfHost('localhost')).toBeUndefined();
  });
});

describe('the providers of Korea', () => {
  const tls = { port: 465, security: 'implicit-tls' };
  const starttls = { port: 587, security: 'starttls' };
  it.each([
    ['naver', 'smtp.naver.com', [tls, starttls]],
    ['daum', 'smtp.daum.net', [tls]],
    ['hanmail', 'smtp.daum.net', [tls]],
    ['kakao', 'smtp.kakao.com', [tls]],
    ['nate', 'smtp.mail.nate.com', [tls, starttls]],
    ['naver-works', 'smtp.worksmobile.com', [tls, starttls]],
    ['NAVER WORKS', 'smtp.worksmobile.com', [tls, starttls]],
    ['nhn-cloud', 'smtp-mail.nhncloudservice.com', [tls, starttls, { port: 2587, security: 'starttls' }]],
  ])('%s', (name, host, ports) => {
    expect(mailer(name)).toMatchObject({ host, ...ports[0] });
    for (const one of ports) expect(mailer(name, { SPRING_MAIL_PORT: `${one.port}` })).toMatchObject(one);
    expect(findPreset(name)?.signIn).toBeDefined();
  });
});

describe('a preset never overrides a key that was written', () => {
  const key = 'SPRING_MAIL_PROPERTIES_MAIL_SMTP_';
  it.each([
    ['host', { SPRING_MAIL_HOST: 'relay.example.org' }, { host: 'relay.example.org', port: 465 }],
    ['port', { SPRING_MAIL_PORT: '587' }, { port: 587, security: 'starttls' }],
    ['mail.smtp.port', { [`${key}PORT`]: '587' }, { port: 587, security: 'starttls' }],
    ['starttls.enable: true', { [`${key}STARTTLS_ENABLE`]: 'true' }, { port: 587, security: 'starttls' }],
    ['ssl.enabled: false', { SPRING_MAIL_SSL_ENABLED: 'false' }, { port: 587, security: 'starttls' }],
    ['ssl.enable: false', { [`${key}SSL_ENABLE`]: 'false' }, { port: 587, security: 'starttls' }],
    [
      'starttls.enable: false',
      { [`${key}STARTTLS_ENABLE`]: 'false' },
      { port: 465, security: 'implicit-tls' },
    ],
  ])('%s', (_what, env, expected) => {
    expect(mailer('gmail', env)).toMatchObject(expected);
  });

  it('TLS from the first byte goes to 465 where the preset has only STARTTLS', () => {
    expect(mailer('outlook365', { SPRING_MAIL_SSL_ENABLED: 'true' })).toMatchObject({
      port: 465,
      security: 'implicit-tls',
    });
  });

  it('and what is written may switch the protection off, which the check of the credentials then sees', () => {
    const env = { ...signIn, SPRING_MAIL_PORT: '587', [`${key}STARTTLS_ENABLE`]: 'false' };
    expect(faultsOf('nest.mail.preset: gmail', env)).toMatchObject([
      { key: 'SPRING_MAIL_PASSWORD', problem: 'would go to smtp.gmail.com in clear' },
    ]);
  });
});
