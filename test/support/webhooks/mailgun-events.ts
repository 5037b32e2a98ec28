import { createHmac, randomBytes } from 'node:crypto';

export const signingKey = 'key-0123456789abcdef0123456789abcdef';

export const now = (): string => String(Math.floor(Date.now() / 1000));

/** As Mailgun signs: the timestamp and the token, and not the event. */
export function signature(
  key = signingKey,
  timestamp = now(),
  token = randomBytes(25).toString('hex'),
): { timestamp: string; token: string; signature: string } {
  return {
    timestamp,
    token,
    signature: createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex'),
  };
}

// In the shape of the payloads in the user manual of Mailgun.

/** Fields of all events. */
const event = {
  id: 'DACSsAdVSeGpLid7TN03WA',
  timestamp: 1764241125.513,
  'log-level': 'info',
  recipient: 'bob@b.example',
  'recipient-domain': 'b.example',
  tags: ['my_tag_1'],
  campaigns: [],
  'user-variables': { my_var_1: 'Mailgun Variable #1' },
  flags: { 'is-routed': false, 'is-authenticated': true, 'is-system-test': false, 'is-test-mode': false },
  envelope: {
    transport: 'smtp',
    sender: 'ann@a.example',
    'sending-ip': '209.61.154.250',
    targets: 'bob@b.example',
  },
  message: {
    headers: {
      to: 'Bob <bob@b.example>',
      'message-id': 'original@a.example',
      from: 'ann@a.example',
      subject: 'Hi',
    },
    attachments: [],
    size: 111,
  },
  storage: {
    url: 'https://se.api.mailgun.net/v3/domains/a.example/messages/message_key',
    key: 'message_key',
  },
};

export const delivered = {
  ...event,
  event: 'delivered',
  'delivery-status': {
    tls: true,
    'mx-host': 'mx.b.example',
    code: 250,
    description: '',
    'session-seconds': 0.433,
    utf8: true,
    'attempt-no': 1,
    message: 'OK',
    'certificate-verified': true,
  },
};

export const complained = { ...event, event: 'complained' };

export function failed(
  severity: 'permanent' | 'temporary',
  reason: string,
  status: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    ...event,
    event: 'failed',
    'log-level': 'error',
    severity,
    reason,
    'delivery-status': {
      'attempt-no': 1,
      message: '550 5.1.1 No such user here',
      code: 550,
      'enhanced-code': '5.1.1',
      description: '',
      'session-seconds': 0,
      ...status,
    },
  };
}
