import type { ReceivedMail } from 'nestjs-spring-mail/testing';

/** A mail that says nothing else. */
export function mailWith(fields: Partial<ReceivedMail>): ReceivedMail {
  return {
    envelope: { from: 'shop@example.org', to: ['ann@example.org'] },
    to: [{ address: 'ann@example.org' }],
    cc: [],
    replyTo: [],
    bcc: [],
    subject: 'Welcome',
    messageId: '<1@example.org>',
    headers: {},
    attachments: [],
    raw: Buffer.alloc(0),
    ...fields,
  };
}
