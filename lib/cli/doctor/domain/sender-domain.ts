import { domainToASCII } from 'node:url';
import type { MailerConfig } from '../../../config/mailer-config.js';
import { settingSource } from '../../../diagnosis/setting-name.js';
import { pageOf } from '../../../errors/diagnosis.js';
import type { Finding } from '../check.js';
import type { Sender } from '../sender.js';
import type { DnsRecords } from './dns-records.js';

/** What the checks of a domain look at. */
export interface SenderDomain {
  /** Domain of From. */
  readonly from: string;
  /** Domain of `MAIL FROM`. */
  readonly envelope: string;
  readonly sender: Sender;
  readonly config: MailerConfig;
  readonly records: DnsRecords;
}

/** Domains of a sender, in ASCII and lower case. */
export function senderDomain(sender: Sender, config: MailerConfig, records: DnsRecords): SenderDomain {
  return { from: domainOf(sender.from), envelope: domainOf(sender.envelope), sender, config, records };
}

function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1)).toLowerCase();
}

/** A record that is wrong or missing, by its name and type, and the text that it should have. */
export function wrongRecord(
  id: string,
  record: string,
  {
    status = 'fail',
    detail,
    expected,
    advice,
  }: Pick<Finding, 'detail' | 'expected' | 'advice'> & { status?: 'fail' | 'warn' },
): Finding {
  return {
    status,
    detail,
    key: record,
    ...(expected !== undefined && { expected }),
    ...(advice !== undefined && { advice }),
    page: pageOf(id),
  };
}

/** The setting that the sender was read from is wrong. */
export function wrongSender(
  id: string,
  { config, sender }: SenderDomain,
  finding: Pick<Finding, 'detail' | 'advice'> & { readonly expected: string; readonly isEnvelope?: boolean },
): Finding {
  const { isEnvelope = false, ...rest } = finding;
  const setting = isEnvelope ? `properties.mail.${config.protocol}.from` : sender.setting;
  return { status: 'fail', ...rest, ...settingSource(config, setting), page: pageOf(id) };
}
