import type { MailFeedback } from '../../../index.js';
import { feedbackAddress, feedbackMessageId, isAboutPolicy } from '../feedback-address.js';
import { textAt, valueAt } from '../fields.js';

/** Reasons of failures for good that are not the fault of the address. */
const OTHER_FAULTS = [
  // Hours of temporary failures.
  'old',
  // The provider of the recipient blocks the sender.
  'espblock',
  // Unsubscribed at Mailgun, from some of the mail.
  'suppress-unsubscribe',
];

/** What an event of Mailgun tells; nothing for opened, clicked and the like. */
export function mailgunFeedback(event: unknown, signed: Date): MailFeedback[] {
  const recipient = feedbackAddress(textAt(event, 'recipient'));
  if (recipient === undefined) return [];
  const seconds = valueAt(event, 'timestamp');
  const fields = {
    provider: 'mailgun',
    recipient,
    messageId: feedbackMessageId(textAt(event, 'message', 'headers', 'message-id')),
    time: typeof seconds === 'number' ? new Date(seconds * 1000) : signed,
    raw: event,
  };
  switch (textAt(event, 'event')) {
    case 'failed':
      return [{ ...fields, type: 'bounced', permanent: isPermanent(event), reason: reasonOf(event) }];
    case 'complained':
      return [{ ...fields, type: 'complained' }];
    case 'delivered':
      return [{ ...fields, type: 'delivered' }];
    default:
      return [];
  }
}

function isPermanent(event: unknown): boolean {
  return (
    textAt(event, 'severity') === 'permanent' &&
    !OTHER_FAULTS.includes(textAt(event, 'reason') ?? '') &&
    textAt(event, 'delivery-status', 'bounce-type') !== 'soft' &&
    !isAboutPolicy(textAt(event, 'delivery-status', 'enhanced-code'))
  );
}

function reasonOf(event: unknown): string | undefined {
  return (
    textAt(event, 'delivery-status', 'message') ??
    textAt(event, 'delivery-status', 'description') ??
    textAt(event, 'reason')
  );
}
