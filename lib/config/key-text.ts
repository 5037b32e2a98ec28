import { readFileSync } from 'node:fs';
import { MailConfigError } from '../errors/mail-config.error.js';

/**
 * The text of a key or certificate that an option means: that text itself, or what is in the file of this name.
 * @throws MailConfigError that names the option
 */
export function keyText(value: string, option: string): string {
  if (value.includes('-----BEGIN')) return value;
  try {
    return readFileSync(value, 'latin1');
  } catch (cause) {
    throw optionFault(
      option,
      'is neither the text of a key nor a file that can be read',
      'Check the path.',
      cause,
    );
  }
}

/** What is wrong with an option of something that is plugged in. */
export function optionFault(key: string, problem: string, advice: string, cause?: unknown): MailConfigError {
  return new MailConfigError([{ key, problem, advice }], cause);
}
