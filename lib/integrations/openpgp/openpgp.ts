import { createMessage, encrypt, type PrivateKey, type PublicKey, sign } from 'openpgp';
import {
  closedMail,
  keyFinder,
  type MailSeal,
  multipart,
  openMail,
  optionFault,
  partBytes,
  recipientKeys,
  type WrapperPart,
} from '../../index.js';
import { micalg } from './micalg.js';
import { publicKeyOf } from './public-key.js';
import type { OpenPgpOptions } from './openpgp-options.js';
import { readSigners, signerFor } from './signers.js';

/**
 * PGP/MIME (RFC 3156) for a mailer or a message: signed, encrypted, or both.
 *
 * @example
 * MailModule.forRoot({ seal: openpgp({ sign: { privateKey: 'ann.asc', passphrase: process.env.PGP_PASSPHRASE } }) })
 */
export function openpgp({ sign: toSign, encrypt: keys }: OpenPgpOptions): MailSeal {
  if (toSign === undefined && keys === undefined)
    throw optionFault('openpgp', 'has neither sign nor encrypt', 'Give one of them, or both.');
  const find = keys && keyFinder(keys);
  let reading: Promise<readonly PrivateKey[]> | undefined;
  const signers = async (): Promise<readonly PrivateKey[] | undefined> =>
    toSign && (reading ??= readSigners([toSign].flat()));
  return {
    async check() {
      await signers();
      if (typeof keys === 'object')
        await Promise.all(Object.entries(keys).map(([address, key]) => publicKeyOf(key, address)));
    },
    async seal(content, context) {
      const { fields, entity } = openMail(content);
      const known = await signers();
      const signer = known && (await signerFor(known, context.from));
      if (find === undefined) return closedMail({ fields }, await signedPart(entity, signer));
      const readers = await recipientKeys(context, 'OpenPGP key', find, publicKeyOf);
      return closedMail({ fields }, await encryptedPart(entity, readers, signer));
    },
  };
}

/** RFC 3156 section 5 */
async function signedPart(entity: Buffer, signingKeys: PrivateKey | undefined): Promise<WrapperPart> {
  if (signingKeys === undefined) return { fields: [], body: entity };
  const message = await createMessage({ binary: new Uint8Array(entity) });
  const signature = await sign({ message, signingKeys, detached: true });
  const type = `multipart/signed; protocol="application/pgp-signature"; micalg=${await micalg(signature)}`;
  return multipart(type, [entity, armored('application/pgp-signature; name="signature.asc"', signature)]);
}

/** RFC 3156 sections 4 and 6.2: what is signed as well has the signature inside. */
async function encryptedPart(
  entity: Buffer,
  encryptionKeys: PublicKey[],
  signingKeys: PrivateKey | undefined,
): Promise<WrapperPart> {
  const message = await createMessage({ binary: new Uint8Array(entity) });
  const encrypted = await encrypt({ message, encryptionKeys, ...(signingKeys && { signingKeys }) });
  return multipart('multipart/encrypted; protocol="application/pgp-encrypted"', [
    armored('application/pgp-encrypted', 'Version: 1\n'),
    armored('application/octet-stream; name="encrypted.asc"', encrypted),
  ]);
}

function armored(type: string, text: string): Buffer {
  const body = Buffer.from(text.trimEnd().replaceAll(/\r?\n/gu, '\r\n'));
  return partBytes({ fields: [`Content-Type: ${type}`], body });
}
