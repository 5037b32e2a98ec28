import { isIP } from 'node:net';
import { parseAddress } from '../message/address.js';
import type { ConfigReport } from './config-report.js';
import { defined } from './defined.js';
import { resolveDsn } from './dsn.js';
import type { MailerConfig } from './mailer-config.js';
import { resolveProxy } from './proxy.js';
import type { SmtpKey } from './smtp-keys.js';
import type { SmtpSettings } from './smtp-settings.js';

/** RFC 5321 section 4.5.3.2: ten minutes for the reply to the end of a mail, three for a block of data. */
const TIMEOUTS = { connect: 10_000, read: 600_000, write: 180_000 } as const;
/** RFC 5321 section 4.1.1.1: a host name or an address literal. */
const EHLO_NAME =
  /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*|\[[\da-f.:]+\])$/iu;
const LARGEST = 2 ** 31 - 1;
const PRINTABLE = /^[\x20-\x7e]*$/u;

/** The part of a mailer that comes from its `mail.smtp.*` keys alone. */
export type TransportSettings = Pick<
  MailerConfig,
  | 'timeouts'
  | 'localName'
  | 'localAddress'
  | 'proxy'
  | 'quitWait'
  | 'chunking'
  | 'sendPartial'
  | 'dsn'
  | 'submitter'
  | 'mailExtension'
>;

export function resolveTransportSettings(smtp: SmtpSettings, report: ConfigReport): TransportSettings {
  const proxy = resolveProxy(smtp, report);
  return defined({
    timeouts: resolveTimeouts(smtp),
    localName: checked(smtp, 'localhost', EHLO_NAME, 'Write a host name, or an address in brackets.', report),
    localAddress: localAddress(smtp, report),
    proxy: proxy === undefined ? undefined : (): string => proxy,
    quitWait: smtp.flag('quitwait') ?? true,
    chunking: (smtp.integer('chunksize', { min: -1, max: LARGEST }) ?? 1) > 0,
    sendPartial: smtp.flag('sendpartial') ?? false,
    dsn: resolveDsn(smtp, report),
    submitter: address(smtp, 'submitter', report),
    mailExtension: checked(smtp, 'mailextension', PRINTABLE, 'Write printable ASCII on one line.', report),
  });
}

/** The greeting is a reply, but the long limit for the end of a mail is not meant for it unless it was written. */
function resolveTimeouts(smtp: SmtpSettings): MailerConfig['timeouts'] {
  const connect = smtp.milliseconds('connectiontimeout') ?? TIMEOUTS.connect;
  const read = smtp.milliseconds('timeout');
  return {
    connect,
    greeting: read ?? connect,
    read: read ?? TIMEOUTS.read,
    write: smtp.milliseconds('writetimeout') ?? TIMEOUTS.write,
  };
}

/** `mail.smtp.from`: where bounces go. */
export function resolveEnvelopeFrom(smtp: SmtpSettings, report: ConfigReport): string | undefined {
  return address(smtp, 'from', report);
}

function checked(
  smtp: SmtpSettings,
  key: SmtpKey,
  valid: RegExp,
  advice: string,
  report: ConfigReport,
): string | undefined {
  const text = smtp.text(key);
  if (text === undefined || valid.test(text)) return text;
  report.fault(smtp.property(key)!, 'is not valid', advice);
  return undefined;
}

function localAddress(smtp: SmtpSettings, report: ConfigReport): string | undefined {
  const text = smtp.text('localaddress');
  if (text === undefined || isIP(text) > 0) return text;
  report.fault(smtp.property('localaddress')!, 'is not an IP address', 'Write an address of this machine.');
  return undefined;
}

function address(smtp: SmtpSettings, key: SmtpKey, report: ConfigReport): string | undefined {
  const text = smtp.text(key);
  if (text === undefined) return undefined;
  try {
    return parseAddress(text, key).address;
  } catch {
    report.fault(smtp.property(key)!, 'is not an address', 'Write one address, such as bounces@example.org.');
    return undefined;
  }
}
