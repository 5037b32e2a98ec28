import type { MailerConfig } from '../../config/mailer-config.js';
import { diagnose } from '../../diagnosis/diagnose.js';
import { settingSource } from '../../diagnosis/setting-name.js';
import { parseAddress } from '../../message/address.js';
import { tryEnvelope } from '../../smtp/trial.js';
import { mailSettings } from '../../transport/wire-config.js';
import { type Check, type Finding, ok, skipped } from './check.js';
import type { Connection } from './connection.js';
import { failure } from './failure.js';

/** Milliseconds for a reply; a server that asks others about an address may take some seconds. */
const TIMEOUT = 10_000;

/** A username that is an address. */
const MAILBOX = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/u;

/** Who the settings say that mail is from. */
export interface Sender {
  /** Address of From. */
  readonly from: string;
  /** Address of `MAIL FROM`. */
  readonly envelope: string;
  /** Name of the setting that `from` was read from, below the prefix of the mailer. */
  readonly setting: string;
}

/** The sender of a message that names none; `undefined` when only messages name one. */
export function senderOf({ defaults, credentials }: MailerConfig): Sender | undefined {
  const username = credentials?.username ?? '';
  const isWritten = defaults.from !== undefined;
  const written = defaults.from ?? (MAILBOX.test(username) ? username : undefined);
  if (written === undefined) return undefined;
  const from = parseAddress(written, 'from').address;
  const setting = isWritten ? 'nest.mail.defaults.from' : 'username';
  return { from, envelope: defaults.envelopeFrom ?? from, setting };
}

/** Whether the server takes mail from this sender, without sending any. */
export function senderCheck(
  config: MailerConfig,
  sender: Sender | undefined,
  connection: Connection,
  recipient: string | undefined,
): Check {
  return {
    id: 'sender',
    needs: ['sign-in'],
    async run(): Promise<Finding> {
      if (sender === undefined)
        return {
          ...skipped('no message sender is set'),
          ...settingSource(config, 'nest.mail.defaults.from'),
          advice: 'Set it to have the sender and its domain checked.',
        };
      const to = recipient ?? sender.envelope;
      try {
        await tryEnvelope(
          await connection.line(),
          { ...mailSettings(config), from: sender.envelope, to },
          TIMEOUT,
        );
        return ok(`may send from ${sender.envelope}`);
      } catch (error) {
        return ofRefusal(error, config, recipient === undefined);
      }
    },
  };
}

/** A sender who has no mailbox of its own may send all the same. */
function ofRefusal(error: unknown, config: MailerConfig, isToSender: boolean): Finding {
  const { seen, isAuthentication, diagnosis } = diagnose(error, config);
  const found = failure(error, config);
  const isOfSender = isAuthentication || seen.stage !== 'rcpt' || diagnosis?.key !== undefined;
  if (!isToSender || isOfSender) return found;
  return {
    status: 'warn',
    detail: `${found.detail}; replies and bounces would not arrive`,
    ...(found.page !== undefined && { page: found.page }),
  };
}
