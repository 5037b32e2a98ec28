import { constants, createCipheriv, publicEncrypt, randomBytes, type X509Certificate } from 'node:crypto';
import {
  CMSVersion,
  EncryptedContent,
  EncryptedContentInfo,
  EnvelopedData,
  KeyTransRecipientInfo,
  RecipientIdentifier,
  RecipientInfo,
  RecipientInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { contentInfo, issuerAndSerial, octets, OID, withNull } from './cms.js';
import { keyAgreement } from './key-agreement.js';

/**
 * Bytes that the owners of the certificates can read (RFC 5652 section 6), DER. AES-256-CBC, and RSA as in PKCS #1 v1.5 or ECDH:
 * what every mail program that does S/MIME with such a certificate can decrypt (RFC 8551 sections 2.3 and 2.7).
 */
export function envelopedData(bytes: Buffer, recipients: readonly X509Certificate[]): Buffer {
  const [key, iv] = [randomBytes(32), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const infos = recipients.map((certificate) => recipientInfo(certificate, key));
  return contentInfo(
    OID.envelopedData,
    new EnvelopedData({
      // RFC 5652 section 6.1
      version: infos.every(({ ktri }) => ktri !== undefined) ? CMSVersion.v0 : CMSVersion.v2,
      recipientInfos: new RecipientInfos(infos),
      encryptedContentInfo: new EncryptedContentInfo({
        contentType: OID.data,
        contentEncryptionAlgorithm: new AlgorithmIdentifier({
          algorithm: OID.aes256Cbc,
          parameters: AsnConvert.serialize(octets(iv)),
        }),
        encryptedContent: new EncryptedContent({ value: octets(encrypted) }),
      }),
    }),
  );
}

function recipientInfo(certificate: X509Certificate, contentKey: Buffer): RecipientInfo {
  const { namedCurve } = certificate.publicKey.asymmetricKeyDetails ?? {};
  return namedCurve === undefined
    ? new RecipientInfo({ ktri: keyTransport(certificate, contentKey) })
    : new RecipientInfo({ kari: keyAgreement(certificate, namedCurve, contentKey) });
}

function keyTransport(certificate: X509Certificate, contentKey: Buffer): KeyTransRecipientInfo {
  const key = { key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING };
  return new KeyTransRecipientInfo({
    version: CMSVersion.v0,
    rid: new RecipientIdentifier({ issuerAndSerialNumber: issuerAndSerial(certificate) }),
    keyEncryptionAlgorithm: withNull(OID.rsaEncryption),
    encryptedKey: octets(publicEncrypt(key, contentKey)),
  });
}
