import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { link } from 'nestjs-spring-mail/testing';
import { type Application, signUp, startApplication } from './application.js';

describe('sign-up', () => {
  let app: Application;
  beforeEach(async () => {
    app = await startApplication();
  });
  afterEach(() => app.close());

  it('confirms the address through the link in the mail, and says so again the second time', async () => {
    const answer = await app.post('/sign-up', { email: 'ada@example.org', name: 'Ada' });
    expect(answer.status).toBe(202);
    const mail = await app.mailbox.waitFor({ to: 'ada@example.org', subject: 'Please confirm your address' });
    const account = { email: 'ada@example.org', name: 'Ada' };
    for (const visit of [await app.follow(link(mail)), await app.follow(link(mail))]) {
      expect(visit.status).toBe(200);
      expect(await visit.json()).toMatchObject({ account });
    }
  });

  it('answers the same for an address that has an account, and tells only its owner', async () => {
    await signUp(app, 'known@example.org', 'Known');
    const [known, unknown] = [
      await app.post('/sign-up', { email: 'Known@example.org', name: 'Somebody else' }),
      await app.post('/sign-up', { email: 'unknown@example.org', name: 'Somebody' }),
    ];
    expect(known.status).toBe(unknown.status);
    expect(await known.text()).toBe(await unknown.text());
    expect(app.mailbox).toHaveSentMail({ to: 'known@example.org', subject: 'You already have an account' });
  });

  it('keeps markup in a name text', async () => {
    const name = '<img src=x onerror=alert(1)> & "co" **bold**';
    await app.post('/sign-up', { email: 'markup@example.org', name });
    const { html, text } = await app.mailbox.waitFor({ to: 'markup@example.org' });
    expect(text).toContain(`Hello ${name}`);
    expect(html).toContain(
      'Hello &lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; &amp; &quot;co&quot; **bold**',
    );
    expect(html).not.toContain('<img');
  });

  it.each([
    ['an address that is none', { email: 'nobody', name: 'No' }, 'email'],
    ['an empty name', { email: 'a@example.org', name: ' ' }, 'name'],
  ])('answers 400 and names the field: %s', async (_case, body, field) => {
    const answer = await app.post('/sign-up', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: [expect.stringContaining(field)] });
  });

  it('refuses a name with a line break before the network', async () => {
    const answer = await app.post('/sign-up', { email: 'a@example.org', name: 'A\r\nBcc: b@example.org' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'MAIL_PARSE' });
    expect(app.mailbox).not.toHaveSentMailTo('a@example.org');
  });

  it('answers 410 with what to do when the link is not valid', async () => {
    const answer = await app.follow('http://localhost/sign-up/confirm?token=guessed');
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('Sign up again') });
  });
});
