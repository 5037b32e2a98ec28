import { describe, expect, it } from '@jest/globals';
import { configOf, faultsOf, mailerOf } from '../../support/settings.js';

const mail = (yaml: string): string => `spring.mail: {host: mail.example.org, ${yaml}}`;
const credentials = 'username: u, password: p';
const warningAt = (yaml: string, key: string) => configOf(yaml).warnings.find((one) => one.key.endsWith(key));

describe('on purpose and unlike Spring', () => {
  it.each(['ssl.enabled: true', 'properties.mail.smtp.starttls.required: true'])(
    'verify-hostname: false skips the comparison of names and keeps the check of the chain, with %s',
    (tls) => {
      expect(mailerOf(mail(`${tls}, ssl.verify-hostname: false`)).tls).toEqual({
        verifyHostname: false,
        verifyChain: true,
      });
    },
  );

  it('credentials go in clear to a host that is named, and to no other', () => {
    const allow = (host: string): string =>
      `${mail(credentials)}\nnest.mail.allow-plaintext-credentials: "x, ${host}"`;
    expect(mailerOf(allow('MAIL.example.org'))).toMatchObject({
      security: 'none',
      allowPlaintextCredentials: true,
    });
    expect(faultsOf(allow('example.org'))).toMatchObject([
      { problem: 'would go to mail.example.org in clear' },
    ]);
    for (const host of ['localhost', '127.0.0.1', '"[::1]"'])
      expect(mailerOf(`spring.mail: {host: ${host}, ${credentials}}`).allowPlaintextCredentials).toBe(true);
  });

  it.each(['"{cipher}AQA6xy=="', 'ENC(G6N718UuyPE5=)'])('%s is decrypted by nobody', (password) => {
    const [fault, ...others] = faultsOf(`spring.mail: {host: localhost, username: u, password: ${password}}`);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ key: 'spring.mail.password', value: '***' });
    expect(fault?.problem).toMatch(/^is encrypted for Spring Cloud Config or Jasypt/u);
  });

  it('STARTTLS that is asked for is required when there are credentials', () => {
    const starttls = 'properties.mail.smtp.starttls.enable: true';
    expect(mailerOf(mail(`${starttls}, ${credentials}`)).security).toBe('starttls');
    expect(mailerOf(mail(starttls)).security).toBe('starttls-if-offered');
  });

  it('keys of the other protocol stop the boot', () => {
    expect(faultsOf(mail('properties.mail.smtps.auth: false'))).toMatchObject([
      { key: 'spring.mail.properties.mail.smtps.auth', advice: 'Write mail.smtp.auth.' },
    ]);
  });

  it('there is no second try in clear', () => {
    const factory =
      'properties: {mail.smtp.socketFactory.class: javax.net.ssl.SSLSocketFactory, mail.smtp.socketFactory.fallback: true}';
    expect(mailerOf(mail(factory)).security).toBe('implicit-tls');
    expect(warningAt(mail(factory), 'fallback')?.advice).toBe('There is no second try in clear. Remove it.');
  });

  it('a charset that mails are not written in is not used, and that is said', () => {
    expect(warningAt(mail('default-encoding: ISO-8859-1'), 'default-encoding')).toBeUndefined();
    expect(warningAt(mail('default-encoding: UTF-16'), 'default-encoding')?.problem).toBe(
      'is a charset that mails are not written in',
    );
    expect(faultsOf(mail('default-encoding: klingon'))).toMatchObject([
      { problem: 'is not a known charset' },
    ]);
  });

  it('sign-in methods begin with the shortest and leave out the obsolete', () => {
    const mechanisms = (yaml: string) =>
      mailerOf(mail(`ssl.enabled: true, ${credentials}${yaml}`)).credentials?.mechanisms;
    expect(mechanisms('')).toEqual(['PLAIN', 'LOGIN', 'CRAM-MD5']);
    expect(mechanisms(', properties.mail.smtp.auth.mechanisms: LOGIN PLAIN')).toEqual(['LOGIN', 'PLAIN']);
    expect(mechanisms(', properties.mail.smtp.auth.plain.disable: true')).toEqual(['LOGIN', 'CRAM-MD5']);
  });

  it('no name of the operating system signs in', () => {
    for (const username of ['', 'username: "", '])
      expect(faultsOf(mail(`ssl.enabled: true, ${username}password: p`))).toMatchObject([
        { key: 'spring.mail.username', problem: 'is missing' },
      ]);
  });

  it('ssl.trust skips all of the check, and that is said', () => {
    const yaml = mail('ssl.enabled: true, properties.mail.smtp.ssl.trust: mail.example.org');
    expect(mailerOf(yaml).tls.verifyChain).toBe(false);
    expect(warningAt(yaml, 'ssl.trust')?.problem).toMatch(/any certificate/u);
  });

  it.each(['on', 'yes', '1', 'TRUE'])('test-connection: %s in a variable means true', (value) => {
    expect(mailerOf(mail('port: 25'), { SPRING_MAIL_TEST_CONNECTION: value }).testConnection).toBe(true);
  });

  it('mail.debug prints no dialogue and no secret, and that is said', () => {
    expect(warningAt(mail('properties.mail.debug.auth: true'), 'mail.debug.auth')?.advice).toMatch(
      /not logged/u,
    );
  });

  it.each(['ssl.protocols: TLSv9', 'ssl.protocols: TLSv1.1 TLSv1.3', 'ssl.ciphersuites: NOPE'])(
    'mail.smtp.%s stops the boot',
    (setting) => {
      expect(faultsOf(mail(`ssl.enabled: true, properties.mail.smtp.${setting}`))).toHaveLength(1);
    },
  );
});
