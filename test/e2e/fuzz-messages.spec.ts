import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import PostalMime from 'postal-mime';
import { MailParseError } from '../../lib/errors/mail-parse.error.js';
import type { MailMessage } from '../../lib/message/message.js';
import { prepareMail } from '../../lib/message/prepare-mail.js';
import { arbitraryMessage } from '../support/arbitrary-message.js';
import { arrived, given, isBlank } from '../support/read-back.js';
import { type Pair, withServer } from '../support/with-server.js';

/** More with `FUZZ_RUNS=20000`; a failure prints its seed, to be given as `FUZZ_SEED`. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);
const seed = process.env['FUZZ_SEED'];

/** Messages for one server, which keeps all that it gets. */
const CHUNK = 300;

/** The fields that each part of a message adds to the header of its mail. */
function fieldsOf(message: MailMessage): string[] {
  const { headers = {}, priority = 'normal', text, html, attachments = [], inline = [] } = message;
  const seen = given(message);
  const isSingle = [text, html].filter(Boolean).length + attachments.length + inline.length === 1;
  return [
    'from',
    'message-id',
    'date',
    'mime-version',
    'content-type',
    ...(['to', 'cc', 'sender'] as const).filter((field) => seen[field].length > 0),
    ...(seen.replyTo.length > 0 ? ['reply-to'] : []),
    ...(isBlank(message.subject ?? '') ? [] : ['subject']),
    ...(message.inReplyTo === undefined ? [] : ['in-reply-to']),
    ...(seen.references.length === 0 ? [] : ['references']),
    ...(priority === 'normal' ? [] : ['x-priority', 'x-msmail-priority', 'importance']),
    ...Object.entries(headers).flatMap(([name, value]) =>
      isBlank(String(value)) ? [] : [name.toLowerCase()],
    ),
    ...(isSingle ? ['content-transfer-encoding', ...(text || html ? [] : ['content-disposition'])] : []),
  ].toSorted();
}

interface Counts {
  refused: number;
  delivered: number;
}

/** Sends a message and compares what was given with what the server got. */
async function check({ mailer, server }: Pair, message: MailMessage, counts: Counts): Promise<boolean> {
  const before = { lines: server.lines.length, mails: server.mails.length };
  const error: unknown = await mailer.send(message).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof MailParseError) {
    counts.refused += 1;
    return server.lines.length === before.lines;
  }
  expect(error).toBeUndefined();
  counts.delivered += 1;
  expect(server.mails.length).toBe(before.mails + 1);
  const { from, to, content } = server.mails[before.mails]!;
  expect({ from, to }).toEqual(prepareMail(message).envelope);
  expect(await arrived(content, message)).toEqual(given(message));
  const { headers } = await PostalMime.parse(content);
  expect(headers.map(({ key }) => key).toSorted()).toEqual(fieldsOf(message));
  return true;
}

it('a message is refused, or arrives as it was given at exactly those it was for, with no header more', async () => {
  const counts = { refused: 0, delivered: 0 };
  for (let left = numRuns; left > 0; left -= CHUNK) {
    await withServer({ extensions: ['PIPELINING', '8BITMIME', 'SMTPUTF8'] }, {}, (pair) =>
      fc.assert(
        fc.asyncProperty(arbitraryMessage, (message) => check(pair, message, counts)),
        { numRuns: Math.min(left, CHUNK), ...(seed === undefined ? {} : { seed: Number(seed) }) },
      ),
    );
  }
  process.stdout.write(`${counts.delivered} messages arrived, ${counts.refused} were refused.\n`);
  expect(counts.delivered).toBeGreaterThan(numRuns / 4);
}, 3_600_000);
