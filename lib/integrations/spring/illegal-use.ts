import { MailError } from '../../index.js';

/** A value that a method cannot take, such as `null`. */
export class IllegalArgumentException extends MailError {
  override readonly name = 'IllegalArgumentException';

  constructor(what: string, advice: string, cause?: unknown) {
    super(what, { code: 'ILLEGAL_ARGUMENT', advice, cause });
  }
}

/** A method that cannot be called as things stand, such as `addAttachment` of a helper without multipart mode. */
export class IllegalStateException extends MailError {
  override readonly name = 'IllegalStateException';

  constructor(what: string, advice: string) {
    super(what, { code: 'ILLEGAL_STATE', advice });
  }
}

/** @throws IllegalArgumentException when the value is `null` or `undefined`, which plain JavaScript may pass */
export function present<T>(value: T, name: string): NonNullable<T> {
  if (value !== null && value !== undefined) return value;
  throw new IllegalArgumentException(`${name} must not be null.`, 'Pass a value, or leave the call out.');
}
