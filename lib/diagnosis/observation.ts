import { defined } from '../config/defined.js';
import type { SmtpReply } from '../errors/outcome.js';
import { smtpReply } from '../transport/smtp-reply.js';

/** What is seen of a failure, without its text: texts change with versions and languages, codes do not. */
export interface Observation {
  /** nodemailer's code: `EAUTH`, `ESOCKET`, … */
  readonly code?: string;
  /** Code of the layer below: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … */
  readonly originalCode?: string;
  /** SMTP command under way: `MAIL FROM`, `AUTH PLAIN`, … or `CONN` before and between them. */
  readonly command?: string;
  /** Which wait ended: `CONNECT_TIMEOUT`, `GREETING_TIMEOUT`, `UPGRADE_TIMEOUT`, `SOCKET_TIMEOUT`. */
  readonly timeoutType?: string;
  readonly reply?: SmtpReply;
}

/** Reads the codes off an error of nodemailer or of Node. */
export function observe(error: unknown): Observation {
  const fields = fieldsOf(error);
  const inner = fieldsOf(Array.isArray(fields['errors']) ? fields['errors'][0] : undefined);
  const text = (key: string): string | undefined => textOf(fields[key]);
  const code = text('code') ?? textOf(inner['code']);
  const replyCode = fields['responseCode'];
  return defined({
    code,
    originalCode: text('originalCode') ?? textOf(inner['code']) ?? code,
    command: text('command'),
    timeoutType: text('timeoutType'),
    reply: typeof replyCode === 'number' ? smtpReply(replyCode, text('response')) : undefined,
  });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
