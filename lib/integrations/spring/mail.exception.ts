import { MailError } from '../../index.js';

/** What an exception of this subpath is made of. */
export interface ExceptionDetails {
  /** The error that it stands for; what it says, advises and found out is taken over. */
  readonly cause: unknown;
  /** Default: the advice of the cause. */
  readonly advice?: string;
}

/** Every failure of a `JavaMailSender`, as in Spring. Each is a `MailError`, and `cause` is the error of the core. */
export abstract class MailException extends MailError {
  override readonly name: string = 'MailException';

  constructor(what: string, code: string, { cause, advice }: ExceptionDetails) {
    super(what, {
      code,
      advice: advice ?? (cause instanceof MailError ? cause.advice : 'See the cause of this error.'),
      cause,
      diagnosis: cause instanceof MailError ? cause.diagnosis : undefined,
    });
  }

  getMessage(): string {
    return this.message;
  }

  getCause(): unknown {
    return this.cause;
  }
}

/** The mail server did not let us sign in. */
export class MailAuthenticationException extends MailException {
  override readonly name = 'MailAuthenticationException';

  constructor(cause: unknown) {
    super(`Authentication failed: ${whatHappened(cause)}`, 'MAIL_AUTHENTICATION', { cause });
  }
}

/** A message cannot become a mail, such as one with an address that is not valid. Nothing was sent. */
export class MailParseException extends MailException {
  override readonly name = 'MailParseException';

  constructor(cause: unknown, what = 'Could not parse mail') {
    super(`${what}: ${whatHappened(cause)}`, 'MAIL_PARSE', { cause });
  }
}

/** A `MimeMessagePreparator` failed, or a file that its message needs. Nothing was sent. */
export class MailPreparationException extends MailException {
  override readonly name = 'MailPreparationException';

  constructor(cause: unknown) {
    super(`Could not prepare mail: ${whatHappened(cause)}`, 'MAIL_PREPARATION', { cause });
  }
}

/** The text of an error, without the advice that is given again behind it. */
export function whatHappened(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}.`;
  const { message } = error;
  return error instanceof MailError && message.endsWith(error.advice)
    ? message.slice(0, -error.advice.length).trimEnd()
    : message.replace(/[^.]$/u, '$&.');
}
