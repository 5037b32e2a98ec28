import { LONGEST_TIMER } from '../config/positive.js';
import { MailParseError } from '../errors/mail-parse.error.js';
import type { SendOptions } from '../transport/mail-transport.js';

/** @throws MailParseError when the options make no sense; a timer would take a wrong number for none at all */
export function checkSendOptions({ timeout }: SendOptions): void {
  if (timeout === undefined || (timeout > 0 && timeout <= LONGEST_TIMER)) return;
  throw new MailParseError(
    'timeout',
    'is no number of milliseconds',
    'Pass a number above 0, or leave it out for no limit.',
  );
}
