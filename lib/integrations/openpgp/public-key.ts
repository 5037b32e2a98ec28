import { type PublicKey, readKey } from 'openpgp';
import { keyText, MailPreparationError, optionFault } from '../../index.js';

/**
 * The public key of a recipient.
 * @throws MailConfigError when it is no key; MailPreparationError when nothing can be encrypted for it now
 */
export async function publicKeyOf(key: string, address: string): Promise<PublicKey> {
  const option = `openpgp.encrypt[${JSON.stringify(address)}]`;
  const read = await readArmored(keyText(key, option), option);
  try {
    await read.getEncryptionKey();
    return read.toPublic();
  } catch (cause) {
    throw new MailPreparationError(
      `The mail was not sent: nothing can be encrypted for the OpenPGP key of ${address}, which may have expired or been revoked.`,
      'Ask its owner for a new one.',
      cause,
    );
  }
}

async function readArmored(armoredKey: string, option: string): Promise<PublicKey> {
  try {
    return await readKey({ armoredKey });
  } catch (cause) {
    throw optionFault(option, 'is no OpenPGP key that can be read', 'Give it as armored text.', cause);
  }
}
