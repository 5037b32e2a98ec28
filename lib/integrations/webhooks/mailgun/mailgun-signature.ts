import { createHmac, timingSafeEqual } from 'node:crypto';
import { textAt, valueAt } from '../fields.js';
import { WebhookRefusal } from '../webhook-refusal.js';

/** What Mailgun signs of a request. The event itself is not signed. */
export interface MailgunSignature {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Timestamp and token are signed without anything between them, so each must have one length. */
const TIMESTAMP = /^\d{10}$/u;
const DIGEST = /^[0-9a-f]{64}$/u;

/**
 * Checks who signed a request.
 * @param keys any of which may have signed; of a subaccount's events, that of the main account, too
 * @throws WebhookRefusal
 */
export function mailgunSignature(body: unknown, keys: readonly string[]): MailgunSignature {
  const timestamp = String(valueAt(body, 'signature', 'timestamp'));
  const token = textAt(body, 'signature', 'token');
  if (token === undefined || !TIMESTAMP.test(timestamp)) throw unreadable(body);
  const given = [textAt(body, 'signature', 'signature'), textAt(body, 'signature', 'parent-signature')];
  const digests = keys.map((key) =>
    createHmac('sha256', key)
      .update(timestamp + token)
      .digest(),
  );
  if (!given.some((text) => digests.some((digest) => isEqual(digest, text)))) {
    throw new WebhookRefusal(403, 'has a signature that is not made with mailgun.signingKey');
  }
  return { token, time: Number(timestamp) * 1000 };
}

function isEqual(digest: Buffer, text = ''): boolean {
  return DIGEST.test(text) && timingSafeEqual(digest, Buffer.from(text, 'hex'));
}

function unreadable(body: unknown): WebhookRefusal {
  const isForm = body === undefined || textAt(body, 'signature') !== undefined;
  return new WebhookRefusal(
    400,
    isForm
      ? 'is no JSON. Webhooks that were made before July 2018, and routes, send forms: make the webhook anew'
      : 'has no signature as Mailgun makes them',
  );
}
