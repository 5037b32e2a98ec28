import type { MailError } from '../errors/mail.error.js';
import { MailSendError } from '../errors/mail-send.error.js';
import type { Receipt } from '../errors/outcome.js';
import type { Mail } from '../message/mail.js';
import type { MailEvents, MailSummary } from './mail-events.js';

/** Tells what becomes of one mail. */
export interface SendEvents {
  sent(receipt: Receipt): void;
  failed(error: MailError): void;
}

/** Tells that a mail is being sent. @returns `undefined` when nobody listens */
export function sendEvents(
  mailer: string,
  { messageId, envelope }: Mail,
  events: MailEvents | undefined,
): SendEvents | undefined {
  if (events?.hasListeners !== true) return undefined;
  const mail: MailSummary = { mailer, messageId, envelope };
  events.emit('sending', { mail });
  return {
    sent: (receipt) => events.emit('sent', { mail, receipt }),
    failed: (error) => {
      const isUnknown = error instanceof MailSendError && error.outcome === 'unknown';
      events.emit(isUnknown ? 'unknown' : 'failed', { mail, error });
    },
  };
}

/** Tells two that are told the same; either may be nobody. */
export function both(one: SendEvents | undefined, other: SendEvents | undefined): SendEvents | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    sent: (receipt) => {
      one.sent(receipt);
      other.sent(receipt);
    },
    failed: (error) => {
      one.failed(error);
      other.failed(error);
    },
  };
}
