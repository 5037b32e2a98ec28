import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { MailModule, type MailModuleOptions } from 'nestjs-spring-mail';
import { MailHealthIndicator } from 'nestjs-spring-mail/terminus';
import { createTransport } from 'nodemailer';
import { closedAfterEach } from '../support/closed-after-each.js';
import { freePorts } from '../support/free-port.js';
import { silence } from '../support/scripted/script.js';
import { scriptedServer, type ScriptedServerOptions } from '../support/scripted-server.js';

const opened = closedAfterEach();

async function indicatorFor(options: MailModuleOptions): Promise<MailHealthIndicator> {
  const app = await Test.createTestingModule({
    imports: [TerminusModule, MailModule.forRoot(options)],
    providers: [MailHealthIndicator],
  }).compile();
  opened(app).enableShutdownHooks();
  return app.get(MailHealthIndicator);
}

async function withScript(script: ScriptedServerOptions, options: MailModuleOptions = {}) {
  const server = opened(await scriptedServer(script));
  const indicator = await indicatorFor({ host: '127.0.0.1', port: server.port, ...options });
  return { indicator, server, location: `127.0.0.1:${server.port}` };
}

const account = { username: 'ann', password: 'secret' };

describe('the health of mail', () => {
  it('is up with the location, after signing in without sending anything', async () => {
    const given = await withScript({ users: { ann: 'secret' } }, account);
    expect(await given.indicator.isHealthy()).toEqual({ mail: { status: 'up', location: given.location } });
    await given.server.idle();
    expect(given.server.sessions).toMatchObject([{ signIns: [expect.anything()] }]);
    expect(given.server.lines.join('\n')).not.toContain('MAIL FROM');
  });

  it('is down with the location and the error when the password is wrong, and shows no password', async () => {
    const { indicator, location } = await withScript({ users: { ann: 'other' } }, account);
    const result = await indicator.isHealthy('smtp');
    expect(result).toEqual({
      smtp: {
        status: 'down',
        location,
        error: expect.stringMatching(/^MailAuthenticationError: .*535 5\.7\.8/su),
      },
    });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('names no port that is not set', async () => {
    const indicator = await indicatorFor({ host: '127.0.0.1' });
    const { mail } = await indicator.isHealthy();
    expect(mail).toMatchObject({ status: 'down', location: '127.0.0.1' });
  });

  it('is that of the mailer that is named', async () => {
    const [port = 0] = await freePorts(1);
    const mailers = { billing: { host: '127.0.0.1', port } };
    const { indicator } = await withScript({}, { mailers });
    expect(await indicator.isHealthy('billing', { mailer: 'billing' })).toMatchObject({
      billing: { status: 'down', location: `127.0.0.1:${port}` },
    });
    expect(await indicator.isHealthy()).toMatchObject({ mail: { status: 'up' } });
  });

  it('has no location for a transport of the user', async () => {
    const indicator = await indicatorFor({ transport: createTransport({ jsonTransport: true }) });
    const { mail } = await indicator.isHealthy();
    expect(mail).not.toHaveProperty('location');
  });

  it('asks the server once for many probes, and again when the result is too old', async () => {
    const given = await withScript({});
    const probes = Array.from({ length: 10 }, () => given.indicator.isHealthy());
    const results = [...(await Promise.all(probes)), await given.indicator.isHealthy()];
    expect(results).toEqual(results.map(() => ({ mail: { status: 'up', location: given.location } })));
    expect(given.server.sessions).toHaveLength(1);
    await given.indicator.isHealthy('mail', { cacheFor: 0 });
    expect(given.server.sessions).toHaveLength(2);
  });

  it('is down when the server does not answer in time', async () => {
    const { indicator } = await withScript({ on: { GREETING: silence } });
    expect(await indicator.isHealthy('mail', { timeout: 50 })).toMatchObject({
      mail: { status: 'down', error: 'TimeoutError: no answer within 50 ms' },
    });
  });
});
