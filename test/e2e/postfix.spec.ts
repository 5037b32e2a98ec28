import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { MailAuthenticationError, MailModule, type MailModuleOptions, MailService } from 'nestjs-spring-mail';
import { describeWith } from '../support/describe-with.js';
import { type Postfix, startPostfix } from '../support/postfix.js';
import { account } from '../support/postfix-config.js';

describeWith(['postfix'], 'a real Postfix', () => {
  let postfix: Postfix;
  let app: TestingModule | undefined;
  beforeAll(async () => {
    postfix = await startPostfix();
  });
  afterEach(() => app?.close());
  afterAll(() => postfix.stop());

  /** The settings for each of the three ports, as Spring Boot has them. */
  function settings(
    way: 'plain' | 'STARTTLS' | 'implicit TLS',
    password: string = account.password,
  ): MailModuleOptions {
    const trusted: MailModuleOptions = {
      host: 'localhost',
      username: account.username,
      password,
      ssl: { bundle: 'test' },
      sslBundles: { test: { truststore: { certificate: postfix.ca } } },
    };
    const tls = { 'mail.smtp.auth': true, 'mail.smtp.ssl.enable': true };
    const starttls = { 'mail.smtp.auth': true, 'mail.smtp.starttls.enable': true };
    if (way === 'plain') return { host: 'localhost', port: postfix.plainPort };
    if (way === 'STARTTLS') return { ...trusted, port: postfix.starttlsPort, properties: starttls };
    return { ...trusted, port: postfix.tlsPort, properties: tls };
  }

  async function start(options: MailModuleOptions): Promise<MailService> {
    app = await Test.createTestingModule({ imports: [MailModule.forRoot(options)] }).compile();
    await app.init();
    return app.get(MailService);
  }

  it.each(['plain', 'STARTTLS', 'implicit TLS'] as const)(
    'takes a mail by %s, byte for byte',
    async (way) => {
      const mail = await start({ ...settings(way), testConnection: true });
      const subject = `by ${way}`;
      const receipt = await mail.send({ from: 'a@example.test', to: 'b@example.test', subject, text: '👋' });
      const delivered = await postfix.waitForMail((one) => one.header('Subject') === subject);
      expect(delivered.header('Message-ID')).toBe(receipt.messageId);
      expect(delivered.header('Received')).toContain(way === 'plain' ? 'with ESMTP ' : 'with ESMTPSA ');
      expect(delivered.header('Content-Transfer-Encoding')).toBe('base64');
      const body = delivered.content.toString('latin1').split('\n\n')[1] ?? '';
      expect(Buffer.from(body, 'base64').toString('utf8')).toBe('👋');
      expect(receipt.response).toMatch(/^250 2\.0\.0 Ok: .*queued as /u);
    },
  );

  it.each(['STARTTLS', 'implicit TLS'] as const)(
    'does not let a wrong password in by %s, which is explained',
    async (way) => {
      const mail = await start(settings(way, 'wr0ng-password'));
      const failure = mail.send({ from: 'a@example.test', to: 'b@example.test', subject: 'x', text: 'x' });
      await expect(failure).rejects.toThrow(MailAuthenticationError);
      await expect(failure).rejects.toThrow(/535 5\.7\.8[^]*spring\.mail\.password \(MailModule\.forRoot\)/u);
      await expect(failure).rejects.not.toThrow(/wr0ng-password/u);
    },
  );

  it('stops the boot of an application whose password is wrong and test-connection is true', async () => {
    await expect(start({ ...settings('STARTTLS', 'wrong'), testConnection: true })).rejects.toThrow(
      /spring\.mail\.password/u,
    );
  });

  it.each(['STARTTLS', 'implicit TLS'] as const)(
    'is not trusted by %s without its authority',
    async (way) => {
      const { ssl: _ssl, ...untrusting } = settings(way);
      const mail = await start(untrusting);
      await expect(mail.testConnection()).rejects.toThrow(/truststore\.certificate/u);
    },
  );

  it('explains TLS from the first byte on the STARTTLS port', async () => {
    const mail = await start({ ...settings('implicit TLS'), port: postfix.starttlsPort });
    await expect(mail.testConnection()).rejects.toThrow(/mail\.smtp\.ssl\.enable \(MailModule\.forRoot\)/u);
  });

  it('explains STARTTLS on the port that expects TLS from the first byte, long before the time limit', async () => {
    const mail = await start({ ...settings('STARTTLS'), port: postfix.tlsPort, testConnection: false });
    await expect(mail.testConnection()).rejects.toThrow(/expects TLS[^]*ssl\.enable: true for port 465/u);
    await expect(
      mail.send({ from: 'a@example.test', to: 'b@example.test', subject: 'x', text: 'x' }),
    ).rejects.toThrow(/expects TLS[^]*ssl\.enable: true for port 465/u);
  }, 8000);

  it('and refused recipients are named', async () => {
    const mail = await start(settings('plain'));
    const failure = mail.send({ from: 'a@example.test', to: 'reject@example.test', subject: 'x', text: 'x' });
    await expect(failure).rejects.toMatchObject({
      name: 'MailSendError',
      outcome: 'refused',
      permanent: true,
    });
    await expect(failure).rejects.toThrow(/550 5\.1\.1/u);
  });
});
