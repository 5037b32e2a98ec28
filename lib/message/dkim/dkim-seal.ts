import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MailPreparationError } from '../../errors/mail-preparation.error.js';
import { fieldName } from '../seal/seal-content.js';
import type { SealContent, MailSeal, SealContext } from '../seal/mail-seal.js';
import { type DkimKey, keysFor } from './dkim-key.js';
import { dkimField } from './dkim-field.js';
import { RelaxedBody } from './relaxed-body.js';
import { relaxedField } from './relaxed-header.js';

/** Fields that people read or that answers go by: named once more than they occur, so that none can be put beside them (RFC 6376 section 5.4). */
const SHOWN = ['from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id'];
/** Further fields that are signed where they are (RFC 6376 section 5.4.1, RFC 8058 section 4). */
const SIGNED = [
  ...SHOWN,
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-id',
  'content-description',
  'content-disposition',
  'content-language',
  'list-id',
  'list-help',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-subscribe',
  'list-post',
  'list-owner',
  'list-archive',
  'feedback-id',
];

/** Bytes of a body that are hashed before everything else has its turn: some milliseconds. */
const SLICE = 1024 * 1024;

/** Puts a DKIM signature on top of a mail (RFC 6376, RFC 8463), `relaxed/relaxed`, one for each key. */
export class DkimSeal implements MailSeal {
  readonly #keys: readonly DkimKey[];
  readonly #now: () => number;

  constructor(keys: readonly DkimKey[], now: () => number = Date.now) {
    this.#keys = keys;
    this.#now = now;
  }

  async seal({ fields, body }: SealContent, { from }: SealContext): Promise<SealContent> {
    const header = signedHeader(fields);
    const bodyHash = await hashOf(body);
    const time = Math.floor(this.#now() / 1000);
    const signed = keysFor(this.#keys, from).map((key) => dkimField(key, { ...header, bodyHash, time }));
    try {
      return { fields: [...(await Promise.all(signed)), ...fields], body };
    } catch (cause) {
      const what = 'The mail was not sent: it could not be signed with the key of nest.mail.dkim.';
      throw new MailPreparationError(what, 'See the cause of this error; check the key.', cause);
    }
  }
}

/** The names of what is signed, and its canonical form. */
function signedHeader(fields: readonly string[]): { names: readonly string[]; header: string } {
  const byName = new Map<string, string[]>();
  // From the bottom up (RFC 6376 section 5.4.2).
  for (const field of fields.toReversed()) {
    const name = fieldName(field);
    byName.set(name, [...(byName.get(name) ?? []), relaxedField(field)]);
  }
  const names: string[] = [];
  const header: string[] = [];
  for (const name of SIGNED) {
    const found = byName.get(name) ?? [];
    names.push(...found.map(() => name), ...(found.length > 0 && SHOWN.includes(name) ? [name] : []));
    header.push(...found);
  }
  return { names, header: header.join('\r\n') };
}

async function hashOf(body: readonly Buffer[]): Promise<string> {
  const hash = createHash('sha256');
  const canonical = new RelaxedBody((bytes) => hash.update(bytes));
  let left = SLICE;
  for (const slice of slices(body)) {
    if (slice.length > left) {
      await nextTurn();
      left = SLICE;
    }
    left -= slice.length;
    canonical.push(slice);
  }
  canonical.end();
  return hash.digest('base64');
}

function* slices(pieces: readonly Buffer[]): Generator<Buffer> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += SLICE) yield piece.subarray(at, at + SLICE);
  }
}
