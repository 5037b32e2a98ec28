import { MailParseError } from '../errors/mail-parse.error.js';
import { singleLine } from './header.js';
import { checkFields, knownFields } from './known-fields.js';

const CONDITIONS = ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'] as const;

/** When a delivery report is wanted. */
export type DsnCondition = (typeof CONDITIONS)[number];

/**
 * Delivery reports to ask for (RFC 3461). They go to the address of `envelope.from`. A server without the extension does
 * not hear of it; the receipt does not change.
 */
export interface DsnOptions {
  /** When to report; `NEVER` stands alone. Default: `mail.smtp.dsn.notify`, else what the server thinks right. */
  readonly notify?: DsnCondition | readonly DsnCondition[];
  /** What to send back: the whole mail or its headers. Default: `mail.smtp.dsn.ret`. */
  readonly ret?: 'FULL' | 'HDRS';
  /** A name of the sending that reports come back with, printable ASCII of at most 100 characters. */
  readonly envid?: string;
  /** For whom the mail was at first, for a mail with one recipient: `ann@example.org` or `rfc822;ann@example.org`. */
  readonly orcpt?: string;
}

/** Checked. */
export interface MailDsn {
  readonly notify?: readonly DsnCondition[];
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  readonly orcpt?: string;
}

const FIELDS = knownFields(
  'dsn',
  { notify: true, ret: true, envid: true, orcpt: true } satisfies Record<keyof DsnOptions, true>,
  { return: 'Write ret.', id: 'Write envid.', recipient: 'Write orcpt.' },
);

/** @throws MailParseError that names the faulty field */
export function parseDsn(value: unknown, recipients: readonly string[]): MailDsn | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) {
    throw new MailParseError('dsn', 'is not an object', "Write { notify: ['FAILURE'] }.");
  }
  checkFields(value, FIELDS, 'dsn.');
  const { notify, ret, envid, orcpt }: Readonly<Record<string, unknown>> = { ...value };
  return {
    ...(notify !== undefined && { notify: conditions(notify) }),
    ...(ret !== undefined && { ret: returned(ret) }),
    ...(envid !== undefined && { envid: envelopeId(envid) }),
    ...(orcpt !== undefined && { orcpt: originalRecipient(orcpt, recipients) }),
  };
}

function conditions(notify: unknown): DsnCondition[] {
  const names: unknown[] = [notify].flat();
  const known = CONDITIONS.filter((condition) => names.includes(condition));
  const isKnown = known.length === new Set(names).size && known.length > 0;
  if (isKnown && (known.length === 1 || known[0] !== 'NEVER')) return known;
  throw new MailParseError(
    'dsn.notify',
    'is not known',
    "Write 'NEVER', or some of ['SUCCESS', 'FAILURE', 'DELAY'].",
  );
}

function returned(ret: unknown): 'FULL' | 'HDRS' {
  if (ret === 'FULL' || ret === 'HDRS') return ret;
  throw new MailParseError('dsn.ret', 'is not known', "Write 'FULL' or 'HDRS'.");
}

/** RFC 3461 section 4.4: at most 100 characters of printable ASCII. */
function envelopeId(value: unknown): string {
  const id = singleLine(value, 'dsn.envid');
  if (/^[\x20-\x7e]{1,100}$/u.test(id)) return id;
  throw new MailParseError(
    'dsn.envid',
    'is not an envelope id',
    'Write up to 100 characters of printable ASCII.',
  );
}

function originalRecipient(value: unknown, recipients: readonly string[]): string {
  const text = singleLine(value, 'dsn.orcpt');
  const address = text.includes(';') ? text : `rfc822;${text}`;
  if (!/^[a-z0-9-]+;[\x21-\x7e]{1,480}$/iu.test(address)) {
    throw new MailParseError('dsn.orcpt', 'is not an original recipient', 'Write rfc822; and an address.');
  }
  if (recipients.length === 1) return address;
  throw new MailParseError('dsn.orcpt', 'names one recipient of several', 'Send a mail for each recipient.');
}
