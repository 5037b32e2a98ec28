import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { describeWith } from './describe-with.js';
import { type Postfix, startPostfix } from './postfix.js';

describeWith(['postfix'], "the tests' own Postfix", () => {
  let postfix: Postfix;
  beforeAll(async () => {
    postfix = await startPostfix({ chunking: false });
  });
  afterAll(() => postfix.stop());

  const auth = { user: 'user', pass: 's3cret' };

  it.each(['plain', 'starttls', 'tls'] as const)('delivers what comes in on the %s port', async (way) => {
    const tls = { ca: postfix.caPem };
    const transport = {
      plain: { port: postfix.plainPort },
      starttls: { port: postfix.starttlsPort, requireTLS: true, auth, tls },
      tls: { port: postfix.tlsPort, secure: true, auth, tls },
    }[way];
    await createTransport({ host: 'localhost', ...transport }).sendMail({
      from: 'a@example.test',
      to: `${way}@example.test`,
      subject: `by ${way}`,
      text: 'hi',
    });

    const mail = await postfix.waitForMail(({ to }) => to === `${way}@example.test`);
    expect(mail.header('Subject')).toBe(`by ${way}`);
    expect(mail.header('Received')).toContain(way === 'plain' ? 'with ESMTP ' : 'with ESMTPSA ');
  });

  it.each([
    ['defer', '451'],
    ['full', '452'],
    ['reject', '550'],
  ])('answers %s@ with %s', async (name, code) => {
    const sending = createTransport({ host: 'localhost', port: postfix.plainPort }).sendMail({
      from: 'a@example.test',
      to: `${name}@example.test`,
      text: 'hi',
    });
    await expect(sending).rejects.toThrow(code);
  });

  it('offers no extension that was switched off', async () => {
    const socket = connect(postfix.plainPort, '127.0.0.1');
    socket.write('EHLO me\r\nQUIT\r\n');
    const answers = (await socket.setEncoding('utf8').toArray()).join('');
    expect(answers).toContain('250-PIPELINING');
    expect(answers).not.toContain('CHUNKING');
  });

  it('leaves no folder behind', async () => {
    const other = await startPostfix();
    const folder = dirname(other.ca);
    expect(existsSync(folder)).toBe(true);
    await other.stop();
    expect(existsSync(folder)).toBe(false);
  });
});
