import type { RecipientRefusal, SmtpReply } from '../errors/outcome.js';
import type { ServerCertificate } from '../smtp/certificate.js';

/** How far a mail had come. */
export type Stage =
  | 'proxy'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'credentials'
  | 'auth'
  | 'queue'
  | 'prepare'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'content'
  | 'final';

/** What is seen of a failure by its codes: texts of others change with versions and languages. */
export interface Observation {
  readonly stage?: Stage;
  /** `EAUTH`, `ETIMEDOUT`, `EABORT`, `auth-not-offered`, `closed`, … */
  readonly code?: string;
  /** Code of the layer below: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … */
  readonly originalCode?: string;
  readonly reply?: SmtpReply;
  /** What an HTTP API answered in place of a mail server. */
  readonly httpStatus?: number;
  /** The certificate that was refused, where a probe could see it. */
  readonly certificate?: ServerCertificate;
  /** `unknown` when the mail was handed over and no reply came. */
  readonly outcome: 'refused' | 'unknown';
  readonly permanent?: boolean;
  readonly refusals: readonly RecipientRefusal[];
  /** Our wire's own words, for what has no code. */
  readonly detail?: string;
}
