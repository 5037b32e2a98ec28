import { MailParseError } from '../errors/mail-parse.error.js';
import type { SendOptions } from '../transport/mail-transport.js';

/** The longest time that a timer can wait, almost 25 days. */
const LONGEST = 2 ** 31 - 1;

/** @throws MailParseError when the options make no sense; a timer would take a wrong number for none at all */
export function checkSendOptions({ timeout }: SendOptions): void {
  if (timeout === undefined || (timeout > 0 && timeout <= LONGEST)) return;
  throw new MailParseError(
    'timeout',
    'is no number of milliseconds',
    'Pass a number above 0, or leave it out for no limit.',
  );
}
