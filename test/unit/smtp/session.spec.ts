import { describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { SmtpMail } from '../../../lib/smtp/smtp-mail.js';
import { type Reaction, ScriptedServer } from './support/scripted-server.js';
import { IMPATIENT, letters, LEVELS, numberedMail, sendAll, sendInTurn } from './support/send-all.js';

const EXTENSIONS = [
  'PIPELINING',
  'SIZE 1000000',
  '8BITMIME',
  'CHUNKING',
  'SMTPUTF8',
  'DSN',
  'ENHANCEDSTATUSCODES',
];

const KINDS: readonly ((number: number) => Partial<SmtpMail>)[] = [
  () => ({}),
  (number) => ({ to: [`reject${number}@b.test`] }),
  (number) => ({ to: [`good${number}@b.test`, `reject${number}@b.test`] }),
  (number) => ({ to: [`good${number}@b.test`, `reject${number}@b.test`], sendPartial: true }),
  (number) => ({ to: [`defer${number}@b.test`, `reject${number}@b.test`], sendPartial: true }),
  (number) => ({ from: `bad${number}@a.test` }),
  (number) => ({ to: [`one${number}@b.test`, `two${number}@b.test`] }),
  (number) => ({ to: [`defer${number}@b.test`] }),
];
const EXPECTED = ['d', 'R', 'R', 'd', 'r', 'R', 'd', 'r'];

/** A server that greets, offers pipelining and CHUNKING, and then only listens. */
async function silentServer(): Promise<{ server: Server; port: number; heard: () => string }> {
  let heard = '';
  const server = createServer((socket) => {
    socket.write('220 hi\r\n');
    socket.once('data', () => socket.write('250-hi\r\n250-PIPELINING\r\n250 CHUNKING\r\n'));
    socket.on('data', (chunk) => (heard += String(chunk)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, heard: () => heard };
}

/** Deterministic order that puts every kind behind every other. */
function kindOf(number: number): number {
  return (number * 5 + Math.floor(number / 8) * 3 + Math.floor(number / 64)) % 8;
}

describe.each(LEVELS)('a session, %s', (_level, config) => {
  it('gives every mail of a mixed session its own outcome', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const numbers = Array.from({ length: 320 }, (_, index) => index);
    const mails = numbers.map((number) => numberedMail(number, KINDS[kindOf(number)]!(number)));

    const { settled, cause } = await sendAll(server.port, mails, config);

    expect(cause).toBeUndefined();
    expect(letters(settled)).toBe(numbers.map((number) => EXPECTED[kindOf(number)]).join(''));
    const arrived = server.mails.filter((mail) => mail.code === 250);
    const expected = numbers.filter((number) => EXPECTED[kindOf(number)] === 'd');
    expect(arrived.map((mail) => mail.content)).toEqual(
      expected.map((number) => `Subject: ${number}\r\n\r\n.mail ${number}\r\n.\r\nend\r\n`),
    );
    expect(arrived.map((mail) => mail.from)).toEqual(expected.map((number) => `from${number}@a.test`));
    expect(arrived.flatMap((mail) => mail.to).filter((address) => /^(reject|defer)/.test(address))).toEqual(
      [],
    );
  });

  it('delivers to nobody when one of two recipients is refused', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const both = ['good@b.test', 'reject@b.test'];

    const { settled } = await sendAll(server.port, [numberedMail(1, { to: both }), numberedMail(2)], config);

    expect(letters(settled)).toBe('Rd');
    expect(server.mails.map((mail) => mail.from)).toEqual(['from2@a.test']);
    expect(settled[0]).toMatchObject({
      outcome: 'refused',
      permanent: true,
      refusals: [{ address: 'reject@b.test', permanent: true, reply: { code: 550, enhancedCode: '5.1.1' } }],
    });
  });

  it('resets only after a transaction that was left open', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const mails = [
      numberedMail(1, { to: ['reject@b.test'] }),
      numberedMail(2),
      numberedMail(3, { to: ['x@b.test', 'y@b.test'] }),
    ];

    await sendAll(server.port, mails, { ...config, window: Math.min(config.window ?? 0, 0) });

    expect(server.lines.filter((line) => line === 'RSET')).toHaveLength(1);
  });

  const faults: readonly Reaction[] = ['close', 'reset', 'silence', '421 4.3.2 going down', '999 what'];
  const stages = ['MAIL', 'RCPT', 'DATA', 'half', 'final'];
  it.each(stages.flatMap((stage) => faults.map((fault) => [stage, fault] as const)))(
    'knows what is certain when the third mail meets, at %s, %s',
    async (stage, fault) => {
      let met = 0;
      await using server = await ScriptedServer.start({
        extensions: EXTENSIONS,
        react: (moment) => {
          if (moment.stage !== stage || moment.mail !== 3) return undefined;
          met += 1;
          return fault;
        },
      });
      const mails = [1, 2, 3, 4, 5].map((number) => numberedMail(number));

      const patience = fault === 'silence' ? { timeouts: IMPATIENT } : {};
      const { settled } = await sendAll(server.port, mails, { ...config, ...patience });

      const arrived = new Set(server.mails.map((mail) => mail.from));
      // A 421 to the content is a refusal: the server says that it did not take the mail.
      const refused = fault?.startsWith('421') ? 'n' : 'nr';
      const wrong = mails.filter(({ from }, index) => {
        const letter = letters([settled[index]!]);
        return arrived.has(from) ? refused.includes(letter) : letter === 'd';
      });
      expect(wrong).toEqual([]);
      expect(letters(settled) === 'ddddd').toBe(met === 0);
      // A reset also destroys replies on their way, which a window leaves to destroy.
      expect(letters(settled)).toMatch(config.window === 8 ? /^[du]{2}/ : /^dd/);
    },
  );
});

async function* brokenContent(): AsyncGenerator<Buffer> {
  yield Buffer.from('Subject: x\r\n\r\n');
  throw new Error('the file is gone');
}

describe('a session', () => {
  it('leaves one mail unknown when the line dies after the content, and the next certainly not sent', async () => {
    await using server = await ScriptedServer.start({
      extensions: EXTENSIONS,
      react: ({ stage, mail }) => (stage === 'final' && mail === 3 ? 'reset' : undefined),
    });
    const mails = [1, 2, 3, 4, 5].map((number) => numberedMail(number));

    const { settled } = await sendAll(server.port, mails, { window: 0 });

    expect(letters(settled)).toBe('ddunn');
  });

  it('writes nothing more when a server asks for the content of a mail that it refused', async () => {
    await using server = await ScriptedServer.start({
      extensions: EXTENSIONS,
      react: ({ stage }) => (stage === 'RCPT' ? '550 5.1.1 no' : stage === 'DATA' ? '354 go' : undefined),
    });

    const { settled, cause } = await sendAll(server.port, [numberedMail(1), numberedMail(2)], { window: 0 });

    expect(letters(settled)).toBe('Rn');
    expect(cause).toMatchObject({ name: 'SmtpProtocolError' });
    expect(server.lines.at(-1)).toBe('DATA');
  });

  it.each([
    [4, 4],
    [8, 7],
    [16, 15],
  ])('with a window of %i writes %i mails to a server that says nothing yet', async (window, written) => {
    const { server, port, heard } = await silentServer();
    const mails = Array.from({ length: 20 }, (_, index) => numberedMail(index));

    await sendAll(port, mails, { window, timeouts: IMPATIENT });

    expect(heard().match(/^BDAT /gmu)).toHaveLength(written);
    server.close();
  });

  it.each([
    ['awaits what becomes of a few recipients', 49, 'RCPT'],
    ['asks for the content along with many recipients', 50, 'DATA'],
  ])('%s', async (_what, count, last) => {
    const { server, port, heard } = await silentServer();
    const to = Array.from({ length: count }, (_, index) => `to${index}@b.test`);

    await sendAll(port, [numberedMail(1, { to })], { window: 1, timeouts: IMPATIENT });

    expect(heard().trim().split('\r\n').at(-1)).toMatch(new RegExp(`^${last}`, 'u'));
    server.close();
  });

  it('drops the line where the content of a mail is asked for that some of many do not get', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const to = [...Array.from({ length: 60 }, (_, index) => `to${index}@b.test`), 'reject@b.test'];

    const { settled, cause } = await sendAll(
      server.port,
      [numberedMail(1), numberedMail(2, { to }), numberedMail(3)],
      { window: 0 },
    );

    expect(letters(settled)).toBe('dRn');
    expect(settled[1]).toMatchObject({ refusals: [{ address: 'reject@b.test' }] });
    expect(cause).toMatchObject({ name: 'SmtpLineError' });
    expect(server.mails).toHaveLength(1);
  });

  it('never reports a mail delivered by a reply that came before the mail', async () => {
    await using server = await ScriptedServer.start({
      extensions: EXTENSIONS,
      react: ({ stage }) => (stage === 'MAIL' ? '250 ok\r\n250 ok\r\n354 go\r\n250 queued' : undefined),
    });

    const { settled } = await sendAll(server.port, [numberedMail(1)], { window: 0 });

    expect(letters(settled)).toBe('n');
  });

  it('declares size, body, encoding and reports where the server offers them', async () => {
    await using server = await ScriptedServer.start({ extensions: [...EXTENSIONS, 'AUTH PLAIN'] });
    const mail = numberedMail(1, {
      to: ['ü@b.test'],
      eightBit: true,
      submitter: 'a+b@c.test',
      extension: 'X-TRACE=1',
      dsn: { ret: 'HDRS', envid: 'id 1', notify: ['FAILURE', 'DELAY'], orcpt: 'rfc822;a+b@c.test' },
    });

    await sendAll(server.port, [mail]);

    expect(server.lines).toContain(
      'MAIL FROM:<from1@a.test> SIZE=31 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+201 AUTH=a+2Bb@c.test X-TRACE=1',
    );
    expect(server.lines).toContain('RCPT TO:<ü@b.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb@c.test');
  });

  it('declares nothing to a server that offers nothing', async () => {
    await using server = await ScriptedServer.start();
    const mail = numberedMail(1, {
      eightBit: true,
      submitter: 'a@b.test',
      dsn: { ret: 'FULL', notify: ['NEVER'] },
    });

    const { settled } = await sendAll(server.port, [mail]);

    expect(letters(settled)).toBe('d');
    expect(server.lines.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
      'MAIL FROM:<from1@a.test>',
      'RCPT TO:<to1@b.test>',
    ]);
  });

  it.each<[string, Partial<SmtpMail>, RegExp]>([
    ['is larger than the server takes', { content: Buffer.alloc(1_000_001, 'x') }, /1000000/],
    ['has a line break in its sender', { from: 'a@b.test\r\nRCPT TO:<evil@x.test>' }, /MAIL FROM/],
    ['has angle brackets in a recipient', { to: ['a@b.test> <evil@x.test'] }, /RCPT TO/],
    ['has a blank in a recipient', { to: ['a@b.test SIZE=1'] }, /RCPT TO/],
    ['has no recipient', { to: [] }, /recipient/],
    ['asks for TLS on its whole way', { requireTls: true }, /REQUIRETLS/],
    ['has a line break in its extension', { extension: 'X=1\r\nDATA' }, /extension/],
  ])('refuses, without a word to the server, a mail that %s', async (_what, fields, message) => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });

    const { settled } = await sendAll(server.port, [numberedMail(1, fields), numberedMail(2)]);

    expect(letters(settled)).toBe('Rd');
    expect(settled[0]).toMatchObject({ message: expect.stringMatching(message) });
    expect(server.mailCommands).toBe(1);
  });

  it('sends a domain beyond ASCII to a server without SMTPUTF8, and refuses a local part beyond ASCII', async () => {
    await using server = await ScriptedServer.start();
    const mails = [numberedMail(1, { to: ['a@bücher.test'] }), numberedMail(2, { to: ['ü@b.test'] })];

    const { settled } = await sendAll(server.port, mails);

    expect(letters(settled)).toBe('dR');
    expect(server.lines).toContain('RCPT TO:<a@xn--bcher-kva.test>');
  });

  it('puts bare line breaks right, so that no content ends early', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const content = [
      Buffer.from('a\n.\nb\r.\rc\r'),
      Buffer.from('\n.\r'),
      Buffer.from('.\n'),
      Buffer.from('d'),
    ];
    const right = 'a\r\n.\r\nb\r\n.\r\nc\r\n.\r\n.\r\nd\r\n';
    const streamed = async function* (): AsyncGenerator<Buffer> {
      yield* content;
    };

    await sendAll(server.port, [numberedMail(1, { content }), numberedMail(2, { content: streamed })], {
      window: 0,
    });
    await sendAll(server.port, [numberedMail(3, { content })], { window: 1 });

    expect(server.mails.map((mail) => mail.content)).toEqual([right, right, right]);
    expect(server.mailCommands).toBe(3);
  });

  it('sends large mails piece by piece, between small ones', async () => {
    await using server = await ScriptedServer.start({ extensions: ['PIPELINING', 'CHUNKING'] });
    const large = Buffer.from('.0123456789abcdef\r\n'.repeat(60_000));
    const mails = [numberedMail(1), numberedMail(2, { content: large }), numberedMail(3)];

    const { settled } = await sendAll(server.port, mails);

    expect(letters(settled)).toBe('ddd');
    expect(server.mails[1]!.content).toBe(large.toString());
  });

  it('knows that a mail was not sent when its content cannot be read', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });

    const { settled } = await sendAll(server.port, [numberedMail(1, { content: brokenContent })]);

    expect(settled[0]).toMatchObject({ outcome: 'refused', stage: 'content' });
    expect(server.mails).toEqual([]);
  });

  it('hands a mail over in one write only on a line that was heard of lately', async () => {
    await using server = await ScriptedServer.start({ extensions: EXTENSIONS });
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    async function* slowly(): AsyncGenerator<SmtpMail> {
      yield numberedMail(1);
      clock.mockReturnValue(60_000);
      yield numberedMail(2);
      yield numberedMail(3);
    }

    await sendInTurn(server.port, slowly());
    clock.mockRestore();

    expect(
      server.lines.map((line) => line.split(/[ :]/)[0]).filter((verb) => /DATA|BDAT/.test(verb ?? '')),
    ).toEqual(['BDAT', 'DATA', 'BDAT']);
  });
});
