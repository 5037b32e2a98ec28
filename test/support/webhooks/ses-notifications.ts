// In the shape of "Amazon SNS notification examples" in the developer guide of Amazon SES.

const sesId = '0100019aa1f2c3d4-5e6f7a8b-9c0d-4e1f-8a2b-3c4d5e6f7a8b-000000';

/** About a mail of ours; `headers` are there when the notifications are set to include them. */
export const mail = {
  timestamp: '2026-11-27T10:58:45.000Z',
  source: 'ann@a.example',
  sourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/a.example',
  sourceIp: '127.0.3.0',
  sendingAccountId: '123456789012',
  callerIdentity: 'IAM_user_or_role_name',
  messageId: sesId,
  destination: ['bob@b.example', 'cid@c.example'],
  headersTruncated: false,
  headers: [
    { name: 'From', value: 'Ann <ann@a.example>' },
    { name: 'Message-ID', value: '<original@a.example>' },
  ],
  commonHeaders: { from: ['Ann <ann@a.example>'], messageId: '<original@a.example>', subject: 'Hi' },
};

export const bounce = {
  notificationType: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    reportingMTA: 'dns; email.example.com',
    bouncedRecipients: [
      {
        emailAddress: 'bob@b.example',
        status: '5.1.1',
        action: 'failed',
        diagnosticCode: 'smtp; 550 5.1.1 <bob@b.example>... User unknown',
      },
    ],
    timestamp: '2026-11-27T10:59:38.237Z',
    feedbackId: '00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa068a-000000',
    remoteMtaIp: '127.0.2.0',
  },
  mail,
};

/** Without a report of the other server there are addresses only. */
export function bounceOf(bounceType: string, bounceSubType: string, status?: string): object {
  return {
    notificationType: 'Bounce',
    bounce: {
      bounceType,
      bounceSubType,
      bouncedRecipients: [{ emailAddress: 'bob@b.example', ...(status !== undefined && { status }) }],
      timestamp: '2026-11-27T10:59:38.237Z',
      feedbackId: '00000137860315fd-869464a4-8680-4114-98d3-716fe35851f9-000000',
    },
    mail: { ...mail, headers: undefined, commonHeaders: undefined },
  };
}

export function complaintOf(complaintFeedbackType: string): object {
  return {
    notificationType: 'Complaint',
    complaint: {
      userAgent: 'AnyCompany Feedback Loop (V0.01)',
      complainedRecipients: [{ emailAddress: 'cid@c.example' }],
      complaintFeedbackType,
      arrivalDate: '2026-11-27T10:59:38.237Z',
      timestamp: '2026-11-27T11:00:38.237Z',
      feedbackId: '000001378603177f-18c07c78-fa81-4a58-9dd1-fedc3cb8f49a-000000',
    },
    mail,
  };
}

export const delivery = {
  notificationType: 'Delivery',
  mail,
  delivery: {
    timestamp: '2026-11-27T10:59:38.237Z',
    recipients: ['bob@b.example', 'Cid <cid@c.example>'],
    processingTimeMillis: 546,
    reportingMTA: 'a8-70.smtp-out.amazonses.com',
    smtpResponse: '250 ok:  Message 64111812 accepted',
    remoteMtaIp: '127.0.2.0',
  },
};

/** The same from a configuration set, which calls the field otherwise and has no Message-ID of ours. */
export const published = {
  eventType: 'Delivery',
  mail: {
    ...mail,
    headers: [{ name: 'From', value: 'ann@a.example' }],
    commonHeaders: { from: ['ann@a.example'], messageId: sesId, subject: 'Hi' },
    tags: { 'ses:configuration-set': ['ConfigSet'] },
  },
  delivery: delivery.delivery,
};
