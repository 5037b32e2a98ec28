import { isMailError } from '../errors/mail.error.js';
import { MailParseError } from '../errors/mail-parse.error.js';
import { type AddressInput, type MailAddress, parseAddress } from './address.js';
import type { Charset } from './compose/charset.js';
import { newMessageId } from './compose/message-id.js';
import { parseDsn } from './dsn.js';
import { parseEnvelope } from './envelope.js';
import { parseHeaders, parseMessageId, singleLine } from './header.js';
import { labelHeaders } from './label-headers.js';
import { type Labels, parseLabels } from './labels.js';
import { readList } from './list.js';
import type { Mail } from './mail.js';
import type { MailMessage } from './message.js';
import { contentOfMessage } from './message-content.js';
import { checkMessageFields } from './message-fields.js';
import { addresses, domainOf, recipients } from './recipients.js';
import { checkNotInHeaders, parseUnsubscribe, type Unsubscribe } from './unsubscribe/unsubscribe.js';
import type { UnsubscribeLinks } from './unsubscribe/unsubscribe-links.js';

/** What a mailer adds to each message that does not say otherwise. */
export interface MessageDefaults {
  /** Author of messages without `from`. */
  readonly from?: AddressInput;
  readonly replyTo?: AddressInput;
  readonly headers?: Readonly<Record<string, string>>;
  /** Address of `MAIL FROM` (`mail.smtp.from`), where bounces go. Default: the address of the author. */
  readonly envelopeFrom?: string;
  /** Name of the provider's preset, so that tags and metadata are written as it reads them. */
  readonly provider?: string;
  /** What texts are written in where it has all their characters. Default: UTF-8. */
  readonly charset?: Charset;
  /** Makes the links of messages that ask for one. */
  readonly unsubscribe?: UnsubscribeLinks;
}

const PASS = 'Pass { to, subject, text } or another message.';

/** Message-IDs in one References field: more than any mail program shows of a conversation. */
const MAX_REFERENCES = 1000;
/** Longest idempotency key: queues keep it as the name of a job. */
const MAX_KEY = 255;

/**
 * Checks a message and fixes what must be the same in every attempt: Message-ID, date, envelope.
 * @throws MailParseError that names the faulty field; nothing was sent then
 */
export function prepareMail(message: MailMessage, defaults: MessageDefaults = {}): Mail {
  try {
    return readMessage(message, defaults);
  } catch (error) {
    throw isMailError(error) ? error : new MailParseError('value', 'cannot be read', PASS, error);
  }
}

function readMessage(message: MailMessage, defaults: MessageDefaults): Mail {
  if (typeof message !== 'object' || message === null) {
    throw new MailParseError('value', 'is not an object', PASS);
  }
  checkMessageFields(message);
  const from = author(message.from ?? defaults.from);
  const to = addresses(message.to, 'to');
  const cc = addresses(message.cc, 'cc');
  const bcc = addresses(message.bcc, 'bcc');
  const envelope = parseEnvelope(message.envelope);
  const envelopeTo = recipients(
    envelope.to === undefined ? [...to, ...cc, ...bcc] : addresses(envelope.to, 'envelope.to'),
    envelope.to === undefined ? 'to' : 'envelope.to',
  );
  const { text, html, amp, calendar, attachments, inline } = contentOfMessage(message);
  const labels = parseLabels(message.tags, message.metadata);
  const unsubscribe = parseUnsubscribe(message.unsubscribe, envelopeTo, defaults.unsubscribe);
  return {
    messageId:
      message.messageId === undefined
        ? newMessageId(domainOf(from.address))
        : parseMessageId(message.messageId, 'messageId'),
    date: sentDate(message.sentDate),
    envelope: { from: envelope.from ?? defaults.envelopeFrom ?? from.address, to: envelopeTo },
    from,
    sender: message.sender === undefined ? undefined : parseAddress(message.sender, 'sender'),
    to,
    cc,
    replyTo: addresses(message.replyTo ?? defaults.replyTo, 'replyTo'),
    subject: message.subject === undefined ? '' : singleLine(message.subject, 'subject'),
    text,
    html,
    amp,
    calendar,
    charset: defaults.charset,
    attachments,
    inline,
    headers: withUnsubscribe(headersOf(message, defaults, labels), unsubscribe),
    list: unsubscribe?.list,
    priority: priority(message.priority),
    inReplyTo: message.inReplyTo === undefined ? undefined : parseMessageId(message.inReplyTo, 'inReplyTo'),
    references: references(message.references),
    dsn: parseDsn(message.dsn, envelopeTo),
    requireTls: requireTls(message.requireTls),
    tags: labels.tags,
    metadata: labels.metadata,
    idempotencyKey: idempotencyKey(message.idempotencyKey),
    seal: sealOf(message.seal),
  };
}

function requireTls(value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new MailParseError(
    'requireTls',
    'is neither true nor false',
    'Write true or false, or leave it out.',
  );
}

function author(from: AddressInput | undefined): MailAddress {
  if (from === undefined) {
    throw new MailParseError(
      'from',
      'is missing',
      'Set it, or set nest.mail.defaults.from once for all messages.',
    );
  }
  return parseAddress(from, 'from');
}

function references(input: unknown): string[] {
  if (input === undefined) return [];
  const limit = { field: 'references', most: MAX_REFERENCES, members: 'messages' };
  return readList(Array.isArray(input) ? input : [input], limit, parseMessageId);
}

function sentDate(date: unknown): Date {
  if (date === undefined) return new Date();
  if (date instanceof Date && !Number.isNaN(date.getTime())) return new Date(date);
  throw new MailParseError('sentDate', 'is not a valid Date', 'Pass a Date, or leave it out for now.');
}

/** A header of the message replaces the default of the same name, whatever its case. */
function headersOf(message: MailMessage, defaults: MessageDefaults, labels: Labels): Mail['headers'] {
  const own = [...parseHeaders(message.headers), ...labelHeaders(labels, defaults.provider)];
  const names = new Set(own.map(({ name }) => name.toLowerCase()));
  return [...parseHeaders(defaults.headers).filter(({ name }) => !names.has(name.toLowerCase())), ...own];
}

function withUnsubscribe(headers: Mail['headers'], unsubscribe: Unsubscribe | undefined): Mail['headers'] {
  if (unsubscribe === undefined) return headers;
  checkNotInHeaders(headers);
  return [...headers, ...unsubscribe.headers];
}

function idempotencyKey(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const key = singleLine(value, 'idempotencyKey');
  if (key !== '' && key.length <= MAX_KEY) return key;
  throw new MailParseError(
    'idempotencyKey',
    `has not 1 to ${MAX_KEY} characters`,
    'Write a name such as order-42.',
  );
}

function sealOf(value: MailMessage['seal'] | null): Mail['seal'] {
  if (value === undefined || value === false || typeof value?.seal === 'function') return value;
  throw new MailParseError('seal', 'is not a seal', 'Pass what smime or openpgp returns, or false.');
}

function priority(value: unknown): Mail['priority'] {
  if (value === undefined || value === 'high' || value === 'normal' || value === 'low') return value;
  throw new MailParseError('priority', 'is not known', 'Write high, normal or low.');
}
