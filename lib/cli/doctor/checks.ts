import type { MailConfig, MailerConfig } from '../../config/mailer-config.js';
import { isMailError } from '../../errors/mail.error.js';
import { sendTestMail } from '../test-mail.js';
import { type Check, ok, skipped } from './check.js';
import { Connection } from './connection.js';
import { domainChecks } from './domain-checks.js';
import { dnsRecords } from './domain/dns-records.js';
import { sendFailure } from './failure.js';
import { senderCheck, senderOf } from './sender.js';

/** What somebody asked for besides. */
export interface DoctorOptions {
  /** Gets a mail at the end. */
  readonly sendTo: string | undefined;
  /** `address:port` of a DNS server. */
  readonly dns: string | undefined;
}

/** The checks of one mailer, and how to free what they opened. */
export interface Checks {
  readonly checks: readonly Check[];
  readonly close: () => Promise<void>;
}

const WITHOUT_SETTINGS =
  'dns tcp greeting starttls tls extensions sign-in sender domain spf dkim dmarc mx ptr'.split(' ');

/** All that can be said about a mailer without settings that work. */
export function noChecks(): Checks {
  const checks = WITHOUT_SETTINGS.map((id) => ({
    id,
    needs: ['settings'],
    run: () => skipped('no settings'),
  }));
  return { checks, close: () => Promise.resolve() };
}

/**
 * Everything that a mail of this mailer needs, in the order in which it needs it.
 * @throws UsageError when the DNS server is not written as it has to be
 */
export function checksOf(config: MailConfig, mailer: MailerConfig, { sendTo, dns }: DoctorOptions): Checks {
  const connection = new Connection(mailer);
  const sender = senderOf(mailer);
  return {
    checks: [
      ...connection.checks,
      senderCheck(mailer, sender, connection, sendTo),
      ...(sendTo === undefined ? [] : [deliveryCheck(config, mailer, sendTo)]),
      ...domainChecks(mailer, sender, dnsRecords(dns), dns !== undefined),
    ],
    close: () => connection.close(),
  };
}

function deliveryCheck(config: MailConfig, mailer: MailerConfig, sendTo: string): Check {
  return {
    id: 'send',
    needs: ['sender'],
    async run() {
      try {
        const { response, leftOut = [] } = await sendTestMail(config, mailer, { to: [sendTo] });
        const [reason] = leftOut.map((left) => `${left.address} was left out: ${left.reason}`);
        return reason === undefined ? ok(`${sendTo}: ${response}`) : { status: 'warn', detail: reason };
      } catch (error) {
        if (isMailError(error)) return sendFailure(error);
        throw error;
      }
    },
  };
}
