import type { X509Certificate } from 'node:crypto';
import {
  base64Part,
  closedMail,
  type MailSeal,
  MailPreparationError,
  multipart,
  openMail,
  partBytes,
  type SealContext,
  type WrapperPart,
} from '../../index.js';
import { envelopedData } from './enveloped-data.js';
import { certificatesOf, faulty, pemText } from './pem.js';
import { signedData } from './signed-data.js';
import { checkValidity, readSigner, type Signer, signerFor, type SmimeSigner } from './signer.js';

/** The certificate of an address: PEM text or a file; `undefined` when there is none. */
type CertificateOf = (address: string) => string | undefined | Promise<string | undefined>;

/** What is done to mails; at least one of the two. */
export interface SmimeOptions {
  /** Signs: with the certificate that names the author of the mail. */
  readonly sign?: SmimeSigner | readonly SmimeSigner[];
  /**
   * Encrypts: the certificates of the recipients by their addresses, RSA, each as PEM text or a file, or a function that
   * finds them. A mail is not sent when one is missing. Subject and addresses stay readable.
   */
  readonly encrypt?: Readonly<Record<string, string>> | CertificateOf;
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
    throw faulty('smime', 'has neither sign nor encrypt', 'Give one of them, or both.');
  const certificateOf = encrypt && certificateSource(encrypt);
  return {
    async seal(content, context) {
      const { fields, entity } = openMail(content);
      const signed = signers && (await signedPart(entity, signerFor(signers, context.from)));
      if (certificateOf === undefined) return closedMail({ fields }, signed ?? { fields: [], body: entity });
      const certificates = await certificatesFor(context, certificateOf);
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

function certificateSource(encrypt: NonNullable<SmimeOptions['encrypt']>): CertificateOf {
  if (typeof encrypt === 'function') return encrypt;
  const known = Object.entries(encrypt).map(([address, certificate]) => {
    readCertificate(address, certificate, `smime.encrypt[${JSON.stringify(address)}]`);
    return [address.toLowerCase(), certificate] as const;
  });
  const byAddress = new Map(known);
  return (address) => byAddress.get(address.toLowerCase());
}

async function certificatesFor(
  { recipients, hidden }: SealContext,
  certificateOf: CertificateOf,
): Promise<X509Certificate[]> {
  if (hidden.length > 0) {
    throw new MailPreparationError(
      'The mail was not sent: an encrypted mail names everybody who can read it, those of bcc as well.',
      'Send each of them a message of their own.',
    );
  }
  return Promise.all(
    recipients.map(async (address) => {
      const certificate = await certificateOf(address);
      if (certificate !== undefined)
        return readCertificate(address, certificate, `certificate of ${address}`);
      throw new MailPreparationError(
        `The mail was not sent: there is no S/MIME certificate of ${address} to encrypt for.`,
        'Add it to encrypt, or send the message with seal: false to those who have none.',
      );
    }),
  );
}

function readCertificate(address: string, pem: string, option: string): X509Certificate {
  const [certificate] = certificatesOf(pemText(pem, option), option);
  checkValidity(certificate, address);
  const { asymmetricKeyType: type = 'unknown' } = certificate.publicKey;
  if (type === 'rsa') return certificate;
  throw faulty(option, `is for a key of the type ${type}`, 'Only RSA certificates can be encrypted for.');
}
