import { decryptKey, type PrivateKey, readPrivateKey } from 'openpgp';
import { keyText, MailPreparationError, optionFault } from '../../index.js';
import type { OpenPgpSigner } from './openpgp-options.js';

/** @throws MailConfigError that names what is wrong */
export async function readSigners(signers: readonly OpenPgpSigner[]): Promise<readonly PrivateKey[]> {
  return Promise.all(signers.map((signer, index) => readSigner(signer, `openpgp.sign[${index}]`)));
}

/**
 * The key of an author: whose user ID names the address.
 * @throws MailPreparationError when there is none, or it cannot sign now
 */
export async function signerFor(signers: readonly PrivateKey[], from: string): Promise<PrivateKey> {
  const isOf = (key: PrivateKey): boolean =>
    key.users.some(({ userID }) => userID?.email?.toLowerCase() === from.toLowerCase());
  const signer = signers.find(isOf);
  if (signer === undefined) {
    throw new MailPreparationError(
      `The mail was not sent: no OpenPGP key of a signer is for ${from}.`,
      'Add one to sign, or send with the address of one that is there.',
    );
  }
  try {
    await signer.getSigningKey();
    return signer;
  } catch (cause) {
    throw new MailPreparationError(
      `The mail was not sent: the OpenPGP key of ${from} cannot sign; it may have expired or been revoked.`,
      'Renew it.',
      cause,
    );
  }
}

async function readSigner({ privateKey, passphrase }: OpenPgpSigner, option: string): Promise<PrivateKey> {
  const key = await parsed(keyText(privateKey, `${option}.privateKey`), option);
  if (key.isDecrypted()) return key;
  if (passphrase === undefined)
    throw optionFault(`${option}.privateKey`, 'is encrypted', 'Set passphrase beside it.');
  try {
    return await decryptKey({ privateKey: key, passphrase });
  } catch (cause) {
    throw optionFault(`${option}.passphrase`, 'does not decrypt the private key', 'Check it.', cause);
  }
}

async function parsed(armoredKey: string, option: string): Promise<PrivateKey> {
  try {
    return await readPrivateKey({ armoredKey });
  } catch (cause) {
    throw optionFault(
      `${option}.privateKey`,
      'is no OpenPGP private key that can be read',
      'Give it as armored text: gpg --armor --export-secret-keys ADDRESS',
      cause,
    );
  }
}
