import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { code } from 'nestjs-spring-mail/testing';
import { type Application, signUp, startApplication } from './application.js';

const email = 'ada@example.org';
const password = 'correct horse battery';

describe('a password reset', () => {
  let app: Application;
  beforeEach(async () => {
    app = await startApplication();
    await signUp(app, email, 'Ada');
  });
  afterEach(() => app.close());

  const codeFor = async (address: string): Promise<string> => {
    await app.post('/password-reset', { email: address });
    return code(await app.mailbox.waitFor({ to: address, subject: /code/ }));
  };
  const confirm = async (sent: string): Promise<number> =>
    (await app.post('/password-reset/confirm', { email, code: sent, password })).status;

  it('takes the code in the mail, once', async () => {
    const sent = await codeFor(email);
    expect(sent).toMatch(/^\d{6}$/);
    expect(await confirm(sent)).toBe(200);
    expect(await confirm(sent)).toBe(410);
  });

  it('takes no code any more after five that were wrong, and sends no other', async () => {
    const sent = await codeFor(email);
    const wrong = sent === '000000' ? '111111' : '000000';
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await confirm(wrong)).toBe(410);
    expect(await confirm(sent)).toBe(410);
    app.mailbox.clear();
    await app.post('/password-reset', { email });
    await signUp(app, 'later@example.org', 'Later');
    expect(app.mailbox).not.toHaveSentMailTo(email);
  });

  it('answers the same for an address without an account, and sends it nothing', async () => {
    const [known, unknown] = [
      await app.post('/password-reset', { email }),
      await app.post('/password-reset', { email: 'unknown@example.org' }),
    ];
    expect(unknown.status).toBe(known.status);
    expect(await unknown.text()).toBe(await known.text());
    await app.mailbox.waitFor({ to: email });
    expect(app.mailbox).not.toHaveSentMailTo('unknown@example.org');
  });

  it('takes no short password', async () => {
    const body = { email, code: await codeFor(email), password: 'short' };
    const answer = await app.post('/password-reset/confirm', body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('password');
  });
});
