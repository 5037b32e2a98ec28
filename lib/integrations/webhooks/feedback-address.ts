import { isMailError, parseAddress } from '../../index.js';

/** As mails are addressed, so that the suppression list finds it. @returns `undefined` for what no mail could go to */
export function feedbackAddress(text: string | undefined): string | undefined {
  try {
    return parseAddress(text, 'recipient').address;
  } catch (error) {
    if (isMailError(error)) return undefined;
    throw error;
  }
}

/** A Message-ID with its angle brackets. */
export function feedbackMessageId(text: string | undefined): string | undefined {
  const id = text?.trim().replace(/^<(?<inner>.*)>$/u, '$<inner>');
  return id === undefined || id === '' ? undefined : `<${id}>`;
}

/**
 * Whether a status (RFC 3463) is about the mail or its sender rather than the address: 5.7 is security and policy, such as
 * spam filters and signatures. Another mail may arrive.
 */
export function isAboutPolicy(status: string | undefined): boolean {
  return status?.startsWith('5.7.') === true;
}
