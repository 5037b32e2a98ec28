import type { X509Certificate } from 'node:crypto';
import {
  base64Part,
  closedMail,
  type FindKey,
  keyFinder,
  keyText,
  type MailSeal,
  multipart,
  openMail,
  optionFault,
  partBytes,
  recipientKeys,
  type WrapperPart,
} from '../../index.js';
import { envelopedData } from './enveloped-data.js';
import { certificatesOf } from './pem.js';
import { signedData } from './signed-data.js';
import {
  checkRecipientKey,
  checkValidity,
  readSigner,
  type Signer,
  signerFor,
  type SmimeSigner,
} from './signer.js';

/** What is done to mails; at least one of the two. */
export interface SmimeOptions {
  /** Signs: with the certificate that names the author of the mail. */
  readonly sign?: SmimeSigner | readonly SmimeSigner[];
  /**
   * Encrypts: the certificates of the recipients by their addresses, RSA or of an elliptic curve, each as PEM text or a file, or a
   * function that finds them. A mail is not sent when one is missing. Subject and addresses stay readable.
   */
  readonly encrypt?: Readonly<Record<string, string>> | FindKey;
}

/**
 * S/MIME (RFC 8551) for a mailer or a message: signed, then encrypted.
 *
 * @example
 * MailModule.forRoot({ seal: smime({ sign: { certificate: 'ann.pem', privateKey: 'ann.key' } }) })
 * @throws MailConfigError when a certificate or key cannot be used
 */
export function smime({ sign, encrypt }: SmimeOptions): MailSeal {
  const signers = sign && [sign].flat().map((one, index) => readSigner(one, `smime.sign[${index}]`));
  if (signers === undefined && encrypt === undefined)
    throw optionFault('smime', 'has neither sign nor encrypt', 'Give one of them, or both.');
  const findCertificate = encrypt && keyFinder(encrypt);
  if (typeof encrypt === 'object')
    for (const [address, certificate] of Object.entries(encrypt)) readCertificate(certificate, address);
  return {
    async seal(content, context) {
      const { fields, entity } = openMail(content);
      const signed = signers && (await signedPart(entity, signerFor(signers, context.from)));
      if (findCertificate === undefined)
        return closedMail({ fields }, signed ?? { fields: [], body: entity });
      const certificates = await recipientKeys(
        context,
        'S/MIME certificate',
        findCertificate,
        readCertificate,
      );
      const enveloped = envelopedData(signed === undefined ? entity : partBytes(signed), certificates);
      const type = 'application/pkcs7-mime; smime-type=enveloped-data';
      return closedMail({ fields }, base64Part(type, 'smime.p7m', enveloped));
    },
  };
}

/** RFC 8551 section 3.5.3 */
async function signedPart(entity: Buffer, signer: Signer): Promise<WrapperPart> {
  const signature = await signedData(entity, signer);
  const part = partBytes(base64Part('application/pkcs7-signature', 'smime.p7s', signature));
  return multipart('multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256', [
    entity,
    part,
  ]);
}

function readCertificate(pem: string, address: string): X509Certificate {
  const option = `smime.encrypt[${JSON.stringify(address)}]`;
  const [certificate] = certificatesOf(keyText(pem, option), option);
  checkValidity(certificate, address);
  checkRecipientKey(certificate, option);
  return certificate;
}
