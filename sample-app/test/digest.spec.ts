import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { snapshot } from 'nestjs-spring-mail/testing';
import { type Application, signUp, startApplication } from './application.js';

describe('the weekly digest', () => {
  let app: Application;
  beforeEach(async () => {
    app = await startApplication();
    for (const name of ['Ada', 'Bob', 'Cleo']) await signUp(app, `${name.toLowerCase()}@example.org`, name);
  });
  afterEach(() => app.close());

  const send = async (): Promise<unknown> => (await app.post('/digest', {})).json();

  it('goes to everybody who has signed up, one mail each', async () => {
    expect(await send()).toEqual({ sent: 3, failed: [] });
    expect(app.mailbox).toHaveSentMails(3);
    for (const name of ['Ada', 'Bob', 'Cleo'])
      expect(app.mailbox).toHaveSentMail({
        to: `${name.toLowerCase()}@example.org`,
        subject: `Your week, ${name}`,
      });
  });

  it('reports the mail that failed, and sends the others', async () => {
    app.mailbox.refuse('bob@example.org');
    expect(await send()).toEqual({
      sent: 2,
      failed: [{ to: { name: 'Bob', address: 'bob@example.org' }, problem: expect.stringContaining('550') }],
    });
    expect(app.mailbox).not.toHaveSentMailTo('bob@example.org');
  });

  it('is the same mail for two people, but for their names', async () => {
    await send();
    const ada = await app.mailbox.waitFor({ to: 'ada@example.org' });
    const bob = await app.mailbox.waitFor({ to: 'bob@example.org' });
    expect(snapshot(ada).replaceAll('Ada', 'Bob').replaceAll('ada@', 'bob@')).toBe(snapshot(bob));
  });
});
