import type { ServerExtensions } from './ehlo.js';
import { checkEnvelopeAddress, isNonAscii, toAsciiDomain } from './envelope-address.js';
import { refuseMail } from './smtp-errors.js';
import type { SmtpDsn, SmtpMail } from './smtp-mail.js';

/** The server a mail is for, as far as the commands depend on it. */
export interface Peer {
  readonly extensions: ServerExtensions;
  readonly encrypted: boolean;
}

/** The commands of one mail on one server, each with its line break. */
export interface Envelope {
  readonly mail: string;
  /** One for each recipient, in order. */
  readonly rcpt: readonly string[];
}

/** RFC 3461 section 4: what stands for any byte in a parameter. */
function xtext(value: string): string {
  return value.replace(/[^!-*,-<>-~]/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `+${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}

function checkParameters(mail: SmtpMail, size: number | undefined, { extensions, encrypted }: Peer): void {
  if (mail.to.length === 0) throw refuseMail('A mail needs a recipient');
  if (/\p{Cc}/u.test(mail.extension ?? ''))
    throw refuseMail('The extension of MAIL FROM holds a control character');
  if (size !== undefined && extensions.maxSize !== undefined && size > extensions.maxSize) {
    throw refuseMail(
      `The mail has ${size} bytes and the mail server takes ${extensions.maxSize}`,
      'message-too-large',
    );
  }
  if (mail.requireTls === true && !(extensions.requireTls && encrypted)) {
    throw refuseMail(
      'The mail asks for REQUIRETLS, which the mail server does not offer on this line',
      'no-requiretls',
    );
  }
}

function needsUtf8(mail: SmtpMail, addresses: readonly string[], { extensions }: Peer): boolean {
  const address = addresses.find(isNonAscii);
  if (address === undefined && mail.utf8 !== true) return false;
  if (!extensions.smtpUtf8) {
    const what = address === undefined ? 'Its headers are UTF-8' : `The address ${address} is not ASCII`;
    throw refuseMail(`${what}, and the mail server does not offer SMTPUTF8`, 'no-smtputf8');
  }
  return true;
}

function mailParameters(
  mail: SmtpMail,
  size: number | undefined,
  utf8: boolean,
  { extensions }: Peer,
): string {
  const dsn = extensions.dsn ? mail.dsn : undefined;
  return [
    extensions.size && size !== undefined && `SIZE=${size}`,
    extensions.eightBitMime && mail.eightBit === true && 'BODY=8BITMIME',
    utf8 && 'SMTPUTF8',
    mail.requireTls === true && 'REQUIRETLS',
    dsn?.ret !== undefined && `RET=${dsn.ret}`,
    dsn?.envid !== undefined && `ENVID=${xtext(dsn.envid)}`,
    extensions.auth !== undefined && mail.submitter !== undefined && `AUTH=${xtext(mail.submitter)}`,
    mail.extension,
  ]
    .map((parameter) => (parameter ? ` ${parameter}` : ''))
    .join('');
}

function rcptParameters(dsn: SmtpDsn | undefined): string {
  return [
    dsn?.notify !== undefined && dsn.notify.length > 0 && ` NOTIFY=${dsn.notify.join(',')}`,
    dsn?.orcpt !== undefined && ` ORCPT=${xtext(dsn.orcpt)}`,
  ]
    .filter(Boolean)
    .join('');
}

/** Builds the commands, or throws what keeps the mail from being sent to this server at all. */
export function buildEnvelope(mail: SmtpMail, size: number | undefined, peer: Peer): Envelope {
  checkEnvelopeAddress(mail.from, 'MAIL FROM');
  for (const address of mail.to) checkEnvelopeAddress(address, 'RCPT TO');
  checkParameters(mail, size, peer);
  const from = toAsciiDomain(mail.from);
  const to = mail.to.map(toAsciiDomain);
  const utf8 = needsUtf8(mail, [from, ...to], peer);
  const perRecipient = rcptParameters(peer.extensions.dsn ? mail.dsn : undefined);
  return {
    mail: `MAIL FROM:<${from}>${mailParameters(mail, size, utf8, peer)}\r\n`,
    rcpt: to.map((address) => `RCPT TO:<${address}>${perRecipient}\r\n`),
  };
}
