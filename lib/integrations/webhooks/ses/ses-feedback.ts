import type { MailFeedback } from '../../../index.js';
import { feedbackAddress, feedbackMessageId, isAboutPolicy } from '../feedback-address.js';
import { listAt, textAt } from '../fields.js';

type Told = Omit<MailFeedback, 'type' | 'recipient'>;

/**
 * What a notification of SES tells of each recipient: of feedback notifications (`notificationType`) and of event
 * publishing (`eventType`). Nothing for all other events.
 * @param published when SNS published it
 */
export function sesFeedback(notification: unknown, published: Date): MailFeedback[] {
  switch (textAt(notification, 'notificationType') ?? textAt(notification, 'eventType')) {
    case 'Bounce':
      return bounces(notification, told(notification, 'bounce', published));
    case 'Complaint':
      return complaints(notification, told(notification, 'complaint', published));
    case 'Delivery':
      return deliveries(notification, told(notification, 'delivery', published));
    default:
      return [];
  }
}

function told(notification: unknown, part: string, published: Date): Told {
  const time = new Date(textAt(notification, part, 'timestamp') ?? Number.NaN);
  return {
    provider: 'ses',
    messageId: messageIdOf(notification),
    providerId: textAt(notification, 'mail', 'messageId'),
    time: Number.isNaN(time.getTime()) ? published : time,
    raw: notification,
  };
}

/** SES replaces the Message-ID; the original one is among the headers, where the notifications include them. */
function messageIdOf(notification: unknown): string | undefined {
  const header = listAt(notification, 'mail', 'headers').find(
    (one) => textAt(one, 'name')?.toLowerCase() === 'message-id',
  );
  const common = textAt(notification, 'mail', 'commonHeaders', 'messageId');
  const isOwn = common === textAt(notification, 'mail', 'messageId');
  return feedbackMessageId(textAt(header, 'value') ?? (isOwn ? undefined : common));
}

/** The recipient asked SES for no more mail of one list: mail of others may arrive. */
const UNSUBSCRIBED = 'UnsubscribedRecipient';

function bounces(notification: unknown, fields: Told): MailFeedback[] {
  const isPermanent =
    textAt(notification, 'bounce', 'bounceType') === 'Permanent' &&
    textAt(notification, 'bounce', 'bounceSubType') !== UNSUBSCRIBED;
  return listAt(notification, 'bounce', 'bouncedRecipients').flatMap((one) =>
    addressed(textAt(one, 'emailAddress'), (recipient) => ({
      ...fields,
      type: 'bounced',
      recipient,
      permanent: isPermanent && !isAboutPolicy(textAt(one, 'status')),
      reason: textAt(one, 'diagnosticCode') ?? textAt(notification, 'bounce', 'bounceSubType'),
    })),
  );
}

/** A report that says `not-spam` takes a complaint back. */
function complaints(notification: unknown, fields: Told): MailFeedback[] {
  const reason = textAt(notification, 'complaint', 'complaintFeedbackType');
  if (reason === 'not-spam') return [];
  return listAt(notification, 'complaint', 'complainedRecipients').flatMap((one) =>
    addressed(textAt(one, 'emailAddress'), (recipient) => ({
      ...fields,
      type: 'complained',
      recipient,
      reason,
    })),
  );
}

function deliveries(notification: unknown, fields: Told): MailFeedback[] {
  return listAt(notification, 'delivery', 'recipients').flatMap((one) =>
    addressed(typeof one === 'string' ? one : undefined, (recipient) => ({
      ...fields,
      type: 'delivered',
      recipient,
    })),
  );
}

function addressed(text: string | undefined, make: (recipient: string) => MailFeedback): MailFeedback[] {
  const recipient = feedbackAddress(text);
  return recipient === undefined ? [] : [make(recipient)];
}
