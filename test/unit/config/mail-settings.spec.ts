import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { configOf, faultsOf, mailerOf } from '../../support/settings.js';

const gmail = `
spring:
  mail:
    protocol: smtp
    host: smtp.gmail.com
    port: 465
    username: someone@gmail.com
    password:
    default-encoding: UTF-8
    test-connection: true
    properties:
      mail.smtp.auth: true
      mail.smtp.ssl.enable: true
#      mail.smtp.starttls.enable: true
`;

describe('the spring.mail block of a Spring Boot service', () => {
  it('works as it stands, with the password from the environment', () => {
    const mailer = mailerOf(gmail, { SPRING_MAIL_PASSWORD: 'app-password' });
    expect(mailer.credentials?.password?.()).toBe('app-password');
    expect(mailer).toMatchObject({
      host: 'smtp.gmail.com',
      port: 465,
      security: 'implicit-tls',
      credentials: { username: 'someone@gmail.com' },
      testConnection: true,
    });
  });

  it('stops the boot when the password is empty, and names the variable that can give it', () => {
    const [fault, ...others] = faultsOf(gmail);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({
      key: 'spring.mail.password',
      problem: 'is missing',
      source: 'application.yml:8:14',
    });
    expect(fault?.advice).toContain('SPRING_MAIL_PASSWORD');
  });

  it('lets the environment win over the file', () => {
    const env = {
      SPRING_MAIL_PASSWORD: 'x',
      SPRING_MAIL_HOST: 'relay.example.org',
      SPRING_MAIL_PORT: '10465',
    };
    expect(mailerOf(gmail, env)).toMatchObject({ host: 'relay.example.org', port: 10_465 });
  });

  it('keeps host, username and password as they were written', () => {
    const yaml = 'spring: {mail: {host: localhost, username: 12e3, password: 012345}}';
    const { credentials } = mailerOf(yaml);
    expect([credentials?.username, credentials?.password?.()]).toEqual(['12e3', '012345']);
  });

  it('says once where Spring would read something else', () => {
    const { warnings } = configOf('spring: {mail: {host: localhost, username: u, password: 012345}}');
    expect(warnings).toMatchObject([
      { key: 'spring.mail.password', value: '***', advice: 'Put it in quotes.' },
    ]);
  });

  it('shows no secret when it is printed', () => {
    const properties =
      '{mail.smtp.proxy.host: proxy.test, mail.smtp.proxy.user: ann, mail.smtp.proxy.password: hunter3}';
    const config = configOf(
      `spring.mail: {host: localhost, username: u, password: hunter2, properties: ${properties}}`,
    );
    expect(
      inspect(config, { depth: 10, showHidden: true }) + JSON.stringify([...config.mailers.values()]),
    ).not.toMatch(/hunter/u);
  });

  it('is frozen', () => {
    expect(Object.isFrozen(mailerOf('spring.mail.host: localhost'))).toBe(true);
  });
});

describe('port and security', () => {
  const mail = (properties: string): string => `spring.mail: {host: localhost, ${properties}}`;
  it.each([
    ['nothing said', 'protocol: smtp', { port: 25, security: 'none' }],
    ['ssl.enabled', 'ssl.enabled: true', { port: 465, security: 'implicit-tls' }],
    [
      'mail.smtp.ssl.enable',
      'properties.mail.smtp.ssl.enable: true',
      { port: 465, security: 'implicit-tls' },
    ],
    ['protocol smtps', 'protocol: smtps', { port: 465, security: 'implicit-tls' }],
    [
      'starttls without sign-in',
      'port: 587, properties.mail.smtp.starttls.enable: true',
      { port: 587, security: 'starttls-if-offered' },
    ],
    [
      'starttls with sign-in',
      'port: 587, username: u, password: p, properties.mail.smtp.starttls.enable: true',
      { security: 'starttls' },
    ],
    [
      'starttls required',
      'port: 587, properties.mail.smtp.starttls.required: true',
      { security: 'starttls' },
    ],
    ['mail.smtp.port', 'properties.mail.smtp.port: 2525', { port: 2525 }],
    ['spring.mail.port over mail.smtp.port', 'port: 26, properties.mail.smtp.port: 2525', { port: 26 }],
    [
      'the old socket factory',
      'port: 26, properties: {mail.smtp.socketFactory.class: javax.net.ssl.SSLSocketFactory, mail.smtp.socketFactory.port: 10465}',
      { port: 10_465, security: 'implicit-tls' },
    ],
  ])('%s', (_what, properties, expected) => {
    expect(mailerOf(mail(properties))).toMatchObject(expected);
  });

  it.each([
    ['gmail', {}, { host: 'smtp.gmail.com', port: 465, security: 'implicit-tls' }],
    ['gmail', { SPRING_MAIL_PORT: '587' }, { port: 587, security: 'starttls' }],
    ['naver', {}, { host: 'smtp.naver.com', port: 465, security: 'implicit-tls' }],
    ['naver', { SPRING_MAIL_PORT: '587' }, { port: 587, security: 'starttls' }],
    ['daum', {}, { host: 'smtp.daum.net', port: 465, security: 'implicit-tls' }],
    ['Hanmail', {}, { host: 'smtp.daum.net' }],
    ['gmail', { SPRING_MAIL_HOST: 'relay.example.org' }, { host: 'relay.example.org', port: 465 }],
  ])('preset %s with %j', (preset, env, expected) => {
    const sign = { SPRING_MAIL_USERNAME: 'u', SPRING_MAIL_PASSWORD: 'p' };
    expect(mailerOf(`nest.mail.preset: ${preset}`, { ...sign, ...env })).toMatchObject(expected);
  });
});

describe('settings that cannot work stop the boot and say what to write', () => {
  const base = 'spring.mail.host: mail.example.org\n';
  it.each([
    ['no host', 'spring.mail.port: 25', 'spring.mail.host', /nest\.mail\.preset/u],
    ['host: false', 'spring.mail.host: false', 'spring.mail.host', /Set it/u],
    ['ssl as a switch', `${base}spring.mail.ssl: true`, 'spring.mail.ssl', /spring\.mail\.ssl\.enabled/u],
    ['an empty host', 'spring.mail.host:', 'spring.mail.host', /empty would mean this machine/u],
    [
      'a URL as host',
      'spring.mail.host: smtp://mail.example.org:587',
      'spring.mail.host',
      /Write mail\.example\.org, and 587 as the port/u,
    ],
    [
      'blanks around the host',
      'spring.mail.host: "mail.example.org "',
      'spring.mail.host',
      /Write mail\.example\.org\./u,
    ],
    ['a port that is no number', `${base}spring.mail.port: smtp`, 'spring.mail.port', /digits/u],
    ['a port in octal', `${base}spring.mail.port: 0465`, 'spring.mail.port', /Write 465/u],
    [
      'a flag that is none',
      `${base}spring.mail.test-connection: maybe`,
      'spring.mail.test-connection',
      /true or false/u,
    ],
    ['a port out of range', `${base}spring.mail.port: 99999`, 'spring.mail.port', /1 to 65535/u],
    [
      '465 with STARTTLS',
      `${base}spring.mail.port: 465\nspring.mail.properties.mail.smtp.starttls.enable: true`,
      'spring.mail.port',
      /ssl\.enable: true, or use port 587/u,
    ],
    [
      '587 with ssl at a provider that cannot',
      `spring.mail.host: smtp.gmail.com\nspring.mail.port: 587\nspring.mail.ssl.enabled: true`,
      'spring.mail.port',
      /Use port 465/u,
    ],
    [
      'a password without user',
      `${base}spring.mail.password: x`,
      'spring.mail.username',
      /SPRING_MAIL_USERNAME/u,
    ],
    [
      'a user without password',
      `${base}spring.mail.username: x`,
      'spring.mail.password',
      /SPRING_MAIL_PASSWORD/u,
    ],
    [
      'auth without either',
      `${base}spring.mail.properties.mail.smtp.auth: true`,
      'spring.mail.username',
      /remove mail\.smtp\.auth/u,
    ],
    [
      'credentials in clear',
      `${base}spring.mail.username: u\nspring.mail.password: p`,
      'spring.mail.password',
      /allow-plaintext-credentials: mail\.example\.org/u,
    ],
    [
      'smtps with smtp keys',
      `${base}spring.mail.protocol: smtps\nspring.mail.properties.mail.smtp.timeout: 5`,
      'spring.mail.properties.mail.smtp.timeout',
      /Write mail\.smtps\.timeout/u,
    ],
    ['an unknown protocol', `${base}spring.mail.protocol: SMTP`, 'spring.mail.protocol', /Write smtp/u],
    [
      'a time that is none',
      `${base}spring.mail.properties.mail.smtp.timeout: soon`,
      'spring.mail.properties.mail.smtp.timeout',
      /500ms, 5s/u,
    ],
    [
      'a flag that is none',
      `${base}spring.mail.properties.mail.smtp.starttls.enable: "on"`,
      'spring.mail.properties.mail.smtp.starttls.enable',
      /Write true or false/u,
    ],
    [
      'an unresolved placeholder',
      `${base}spring.mail.properties.mail.smtp.from: \${BOUNCE}`,
      'spring.mail.properties.mail.smtp.from',
      /Set BOUNCE/u,
    ],
    [
      'a Java class',
      `${base}spring.mail.properties.mail.smtp.ssl.socketFactory.class: com.acme.X`,
      'spring.mail.properties.mail.smtp.ssl.socketFactory.class',
      /Java/u,
    ],
    [
      'a JNDI name',
      'spring.mail.jndi-name: mail/Session\nnest.mail.preset: gmail',
      'spring.mail.jndi-name',
      /Remove it/u,
    ],
    ['an unknown preset', 'nest.mail.preset: gmial', 'nest.mail.preset', /gmail/u],
    [
      'an unknown bundle',
      `${base}spring.mail.ssl.bundle: corp`,
      'spring.mail.ssl.bundle',
      /spring\.ssl\.bundle\.pem\.corp/u,
    ],
    [
      'a Java key store',
      `${base}spring.mail.ssl.bundle: corp\nspring.ssl.bundle.jks.corp.truststore.location: t.jks`,
      'spring.mail.ssl.bundle',
      /keytool -importkeystore/u,
    ],
  ])('%s', (_what, yaml, key, advice) => {
    const fault = faultsOf(yaml).find((one) => one.key === key);
    expect(fault?.advice).toMatch(advice);
  });

  it('all of them in one error', () => {
    const yaml = `${base}spring.mail.port: 0\nspring.mail.username: u\nspring.mail.properties.mail.smtp.timeout: x`;
    expect(
      faultsOf(yaml)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['spring.mail.password', 'spring.mail.port', 'spring.mail.properties.mail.smtp.timeout']);
  });

  it('never shows a password', () => {
    const yaml = `${base}spring.mail.username: u\nspring.mail.password: hunter2`;
    expect(JSON.stringify(faultsOf(yaml))).not.toContain('hunter2');
  });
});

describe('settings that have no effect are named', () => {
  const base = 'spring.mail.host: localhost\n';
  it.each([
    ['a misspelt key', `${base}spring.mail.hostt: x`, 'spring.mail.hostt', /Write spring\.mail\.host/u],
    [
      'a misspelt property',
      `${base}spring.mail.properties.mail.smpt.auth: true`,
      'spring.mail.properties.mail.smpt.auth',
      /Write mail\.smtp\.auth/u,
    ],
    ['a key that many invent', `${base}spring.mail.user: bob`, 'spring.mail.user', /username/u],
    ['a key of ours', `${base}nest.mail.default.from: a@b.c`, 'nest.mail.default.from', /defaults\.from/u],
    [
      'a key without effect here',
      `${base}spring.mail.properties.mail.smtp.reportsuccess: true`,
      'spring.mail.properties.mail.smtp.reportsuccess',
      /Remove it/u,
    ],
    [
      'a system property',
      `${base}spring.mail.properties.mail.mime.charset: x`,
      'spring.mail.properties.mail.mime.charset',
      /JVM/u,
    ],
    [
      'auth: false beside credentials',
      `${base}spring.mail: {username: u, password: p, properties.mail.smtp.auth: false}`,
      'spring.mail.properties.mail.smtp.auth',
      /Remove it/u,
    ],
    [
      'ssl.trust',
      `${base}spring.mail.properties.mail.smtp.ssl.trust: "*"`,
      'spring.mail.properties.mail.smtp.ssl.trust',
      /truststore\.certificate/u,
    ],
  ])('%s', (_what, yaml, key, advice) => {
    expect(configOf(yaml).warnings.find((one) => one.key === key)?.advice).toMatch(advice);
  });

  it('and stop the boot with nest.mail.strict', () => {
    expect(faultsOf(`${base}spring.mail.hostt: x\nnest.mail.strict: true`)).toMatchObject([
      { key: 'spring.mail.hostt' },
    ]);
  });

  it('a variable that overrides a camelCase key of a file is not taken for a misspelt one', () => {
    const yaml = `${base}spring.mail.properties: {mail.smtp.socketFactory.port: 465, mail.smtp.socketFactory.class: javax.net.ssl.SSLSocketFactory}`;
    const { warnings } = configOf(yaml, { SPRING_MAIL_PROPERTIES_MAIL_SMTP_SOCKETFACTORY_PORT: '1465' });
    expect(warnings).toEqual([]);
  });
});

describe('time limits', () => {
  it('are finite when nothing is said', () => {
    expect(mailerOf('spring.mail.host: localhost').timeouts).toEqual({
      connect: 10_000,
      greeting: 10_000,
      read: 600_000,
      write: 180_000,
    });
  });

  it('are read as milliseconds or with their unit', () => {
    const yaml = `spring.mail: {host: localhost, properties: {mail.smtp.connectiontimeout: 5_000, mail.smtp.timeout: 5s, mail.smtp.writetimeout: 500ms}}`;
    expect(mailerOf(yaml).timeouts).toEqual({ connect: 5000, greeting: 5000, read: 5000, write: 500 });
  });
});

describe('named mailers', () => {
  const yaml = `
spring.mail.host: localhost
nest.mail.mailers:
  billing: {host: 127.0.0.1, port: 2525, defaults.from: billing@example.org}
  alerts: {preset: gmail, username: u, password: p}
`;
  it('have the keys of spring.mail and of nest.mail', () => {
    const { mailers } = configOf(yaml);
    expect([...mailers.keys()]).toEqual(['default', 'billing', 'alerts']);
    expect(mailers.get('billing')).toMatchObject({ port: 2525, defaults: { from: 'billing@example.org' } });
    expect(mailers.get('alerts')).toMatchObject({ host: 'smtp.gmail.com', port: 465 });
  });

  it('need no default one', () => {
    expect([...configOf('nest.mail.mailers.billing.host: localhost').mailers.keys()]).toEqual(['billing']);
  });

  it('name their own keys in a fault', () => {
    expect(faultsOf(`${yaml}  broken: {port: 25}\n`)).toMatchObject([
      { key: 'nest.mail.mailers.broken.host' },
    ]);
  });
});
