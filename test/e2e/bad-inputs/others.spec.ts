import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Mailer } from '../../../lib/delivery/mailer.js';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import { refused, wellFormed } from '../../support/bad-inputs/checks.js';
import { CONFIG_CASES } from '../../support/bad-inputs/config-cases.js';
import { ELSEWHERE } from '../../support/bad-inputs/elsewhere.js';
import { sending } from '../../support/bad-inputs/sending.js';
import { SERVER_CASES } from '../../support/bad-inputs/server-cases.js';
import { built } from '../../support/bad-inputs/values.js';
import { vector, VECTORS, vectorsOf } from '../../support/bad-inputs/vectors.js';
import { mailersFor } from '../../support/mailers-for.js';
import { type ScriptedServer, scriptedServer } from '../../support/scripted-server.js';
import { until } from '../../support/until.js';
import { message, rejection, taken } from '../../support/with-server.js';

function part(id: string, name: string): unknown {
  return built(Reflect.get(vector(id).input, name));
}

/** A mailer with the queue of this process, and its server. */
async function withQueue(test: (mailer: Mailer, server: ScriptedServer) => Promise<void>): Promise<void> {
  const server = await scriptedServer();
  const mailers = mailersFor({ host: '127.0.0.1', port: server.port });
  try {
    await test(mailers.get(), server);
  } finally {
    await mailers.close();
    await server.close();
  }
}

describe('a message of another kind', () => {
  it('HDR-15: keys of JSON pollute nothing', async () => {
    const fields: unknown = JSON.parse(vector('HDR-15').input.json ?? '');
    expect(await refused(await sending(Object(fields)))).toEqual([]);
    expect(Reflect.get({}, 'X-P')).toBeUndefined();
  });

  it('SMG-07: line ends that come in pieces are whole on the wire', async () => {
    const pieces = part('SMG-07', 'raw');
    const content = Readable.from(Array.isArray(pieces) ? pieces.map(String) : []);
    const attachments = [{ filename: 'x.eml', contentType: 'message/rfc822', content }];
    expect(await wellFormed(await sending({ attachments }))).toEqual([]);
  });

  it('ATT-33: a stream is read before the first attempt, and a message that holds it is not sent twice', async () => {
    await withQueue(async (mailer) => {
      const streamed = message('x', { attachments: [{ filename: 'a.txt', content: Readable.from(['a']) }] });
      await mailer.send(streamed);
      await expect(mailer.send(streamed)).rejects.toThrow(/attachments\[0\]/u);
    });
  });

  it('SEC-09: a source of passwords that throws fails the mail and nothing else', async () => {
    const password = (): string => {
      throw new Error('no vault');
    };
    const settings = { username: 'u', password };
    const { error, lines } = await sending({}, { server: { users: { u: 'p' } }, settings });
    expect(error).toMatchObject({ name: expect.stringMatching(/^Mail/u) });
    expect(lines.filter((line) => /^(?:AUTH|MAIL)/u.test(line))).toEqual([]);
  });
});

describe('a message for the queue', () => {
  it('ENV-11: whom nobody sees gets it, and nobody sees him', () =>
    withQueue(async (mailer, server) => {
      await mailer.enqueue(message('x', { bcc: 'hidden@good.test' }));
      await until(() => server.mails.length === 1);
      expect(server.mails[0]?.to).toContain('hidden@good.test');
      expect(server.mails[0]?.content.toString()).not.toContain('hidden');
    }));

  it.each(['QUE-05', 'QUE-06'])('%s: any key will do', (id) =>
    withQueue(async (mailer, server) => {
      const idempotencyKey = String(Object(part(id, 'opts')).jobId);
      await mailer.enqueue(message('once'), { idempotencyKey });
      await until(() => server.mails.length === 1);
      expect(taken(server)).toEqual(['once']);
    }),
  );

  it.each(['QUE-08', 'QUE-09'])('%s: a delay that makes no sense is refused', (id) =>
    withQueue(async (mailer) => {
      const error = await rejection(mailer.enqueue(message('x'), Object(part(id, 'opts'))));
      expect(error).toBeInstanceOf(MailParseError);
      expect(error).toMatchObject({ field: 'delay' });
    }),
  );

  it('QUE-11: one key is one mail, and the second caller is told', () =>
    withQueue(async (mailer, server) => {
      const first = await mailer.enqueue(message('one'), { idempotencyKey: 'k' });
      const second = await mailer.enqueue(message('two'), { idempotencyKey: 'k' });
      expect(second).toMatchObject({ deduplicated: true, messageId: first.messageId });
      await until(() => server.mails.length === 1);
      expect(taken(server)).toEqual(['one']);
    }));
});

describe('the vectors', () => {
  const HERE = [
    'HDR-15',
    'SMG-07',
    'ATT-33',
    'SEC-09',
    'ENV-11',
    'QUE-05',
    'QUE-06',
    'QUE-08',
    'QUE-09',
    'QUE-11',
  ];
  const AT_SERVERS = ['TLS-07', 'TLS-09', 'TLS-10', 'SRV-32'];

  it('are all run, here or at the place that is named', () => {
    const run = new Set([
      ...['message', 'config', 'config-json'].flatMap((kind) => vectorsOf(kind).map(({ id }) => id)),
      ...[CONFIG_CASES, SERVER_CASES, ELSEWHERE].flatMap((table) => Object.keys(table)),
      ...HERE,
      ...AT_SERVERS,
    ]);
    expect(VECTORS.map(({ id }) => id).filter((id) => !run.has(id))).toEqual([]);
  });

  it.each(Object.entries(ELSEWHERE))(
    '%s: the place that is named has such a test',
    (_id, { spec, title }) => {
      expect(readFileSync(spec, 'utf8')).toContain(title);
    },
  );
});
