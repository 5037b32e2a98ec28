import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { Test, type TestingModule } from '@nestjs/testing';
import { MailModule, type MailModuleOptions, MailService, springConfig } from 'nestjs-spring-mail';
import { catchMail } from '../support/smtp-catcher.js';
import { withFolder } from '../support/temporary-folder.js';

let app: TestingModule | undefined;
afterEach(() => app?.close());

const yaml = `
spring:
  mail:
    host: localhost
    port: 1
    default-encoding: UTF-8
    password: 012345
    username: ann
    properties:
      mail.smtp.auth: true
nest.mail.defaults.from: Team <team@example.org>
app:
  base-url: https://example.org
  servers: [a, b]
`;

async function start(env: Record<string, string>): Promise<TestingModule> {
  const load = withFolder({ 'application.yml': yaml }, (directory) => {
    const config = springConfig({ directory, env, argv: [] })();
    return () => config;
  });
  app = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot({ load: [load], isGlobal: true, ignoreEnvFile: true }),
      MailModule.forRootAsync({
        inject: [ConfigService],
        useFactory: (config: ConfigService): MailModuleOptions => ({ config }),
      }),
    ],
  }).compile();
  return app;
}

describe('@nestjs/config loaded with springConfig()', () => {
  it('gives every key of the application by its name', async () => {
    const config = (await start({})).get(ConfigService);
    expect(config.get('spring.mail.host')).toBe('localhost');
    expect(config.get('spring.mail.port')).toBe(1);
    expect(config.get('spring.mail.password')).toBe('012345');
    expect(config.get('spring.mail.properties')).toEqual({ 'mail.smtp.auth': 'true' });
    expect(config.get('app.base-url')).toBe('https://example.org');
    expect(config.get('app.servers')).toEqual(['a', 'b']);
  });

  it('lets SPRING_MAIL_ variables win, under the name that the file has', async () => {
    const config = (await start({ SPRING_MAIL_HOST: '127.0.0.1', APP_BASEURL: 'https://other.org' })).get(
      ConfigService,
    );
    expect(config.get('spring.mail.host')).toBe('127.0.0.1');
    expect(config.get('app.base-url')).toBe('https://other.org');
  });

  it('does not copy the environment', async () => {
    const config = (await start({ ZZ_UNRELATED_SECRET: 'x' })).get(ConfigService);
    expect(config.get('zz')).toBeUndefined();
  });

  it('is what MailModule reads when it is given the ConfigService', async () => {
    const server = await catchMail({ allowSignIn: true });
    const mail = (await start({ SPRING_MAIL_PORT: String(server.port) })).get(MailService);
    await mail.send({ to: 'ann@example.org', subject: 'Hi', text: 'x' });
    expect(server.mails).toMatchObject([{ from: 'team@example.org', to: ['ann@example.org'] }]);
    await app?.close();
    await server.close();
  });
});
