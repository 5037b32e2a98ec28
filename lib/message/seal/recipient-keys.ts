import { MailPreparationError } from '../../errors/mail-preparation.error.js';
import type { SealContext } from './mail-seal.js';

/** What a recipient needs to read an encrypted mail, by the address; `undefined` when there is nothing. */
export type FindKey = (address: string) => string | undefined | Promise<string | undefined>;

/** Keys by address, or what finds them; an address is looked up without regard to capitals. */
export function keyFinder(keys: Readonly<Record<string, string>> | FindKey): FindKey {
  if (typeof keys === 'function') return keys;
  const byAddress = new Map(Object.entries(keys).map(([address, key]) => [address.toLowerCase(), key]));
  return (address) => byAddress.get(address.toLowerCase());
}

/**
 * The key of every recipient.
 * @param what they are called: `S/MIME certificate`
 * @throws MailPreparationError when one has none, or is not to be seen by the others: an encrypted mail names them all
 */
export async function recipientKeys<Key>(
  { recipients, hidden }: SealContext,
  what: string,
  find: FindKey,
  read: (key: string, address: string) => Key | Promise<Key>,
): Promise<Key[]> {
  if (hidden.length > 0) {
    throw new MailPreparationError(
      'The mail was not sent: an encrypted mail names everybody who can read it, those of bcc as well.',
      'Send each of them a message of their own.',
    );
  }
  return Promise.all(
    recipients.map(async (address) => {
      const key = await find(address);
      if (key !== undefined) return read(key, address);
      throw new MailPreparationError(
        `The mail was not sent: there is no ${what} of ${address} to encrypt for.`,
        'Add it, or send the message with seal: false to those who have none.',
      );
    }),
  );
}
