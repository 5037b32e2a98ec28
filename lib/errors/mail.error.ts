import type { Diagnosis } from './diagnosis.js';

const brand = Symbol.for('nestjs-spring-mail:error');

/** What every error of this package is built from. */
export interface MailErrorDetails {
  /** Stable, machine-readable name of the failure, such as `MAIL_CONFIG`. */
  readonly code: string;
  /** What to do about it: one or more full sentences. */
  readonly advice: string;
  /** The error of the layer below, unchanged. */
  readonly cause?: unknown;
  /** What the failure means, where that is known. */
  readonly diagnosis?: Diagnosis | undefined;
}

/**
 * Every error that leaves this package. `message` says what happened and ends in `advice`.
 * It never carries a password, a token or the body of a mail.
 */
export class MailError extends Error {
  override readonly name: string = 'MailError';
  readonly code: string;
  readonly advice: string;
  /** What the failure means: its cause, and the setting to change with the value it should have. */
  readonly diagnosis: Diagnosis | undefined;

  constructor(what: string, { code, advice, cause, diagnosis }: MailErrorDetails) {
    super(`${what} ${advice}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.advice = advice;
    this.diagnosis = diagnosis;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Tells an error of this package from any other, also across two installed copies of it. */
export function isMailError(error: unknown): error is MailError {
  return error instanceof Error && brand in error;
}
