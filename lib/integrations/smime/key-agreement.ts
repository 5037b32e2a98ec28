import {
  createCipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  type X509Certificate,
} from 'node:crypto';
import {
  CMSVersion,
  KeyAgreeRecipientIdentifier,
  KeyAgreeRecipientInfo,
  OriginatorIdentifierOrKey,
  OriginatorPublicKey,
  RecipientEncryptedKey,
  RecipientEncryptedKeys,
} from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { issuerAndSerial, octets, OID } from './cms.js';

const WRAP = AsnConvert.serialize(new AlgorithmIdentifier({ algorithm: OID.aes256Wrap }));
/** RFC 3394 section 2.2.3.1 */
const WRAP_IV = Buffer.alloc(8, 0xa6);

/**
 * ECC-CMS-SharedInfo (RFC 5753 section 7.2): the sequence of what the agreed key is for, and of its 256 bits with the tags of
 * suppPubInfo. It comes behind the counter of the one round that SHA-256 needs for that (section 2.4.1 of ANSI X9.63).
 */
const SHARED_INFO = Buffer.concat([
  Buffer.from([0, 0, 0, 1, 0x30, WRAP.byteLength + 8]),
  Buffer.from(WRAP),
  Buffer.from([0xa2, 6, 4, 4, 0, 0, 1, 0]),
]);

/**
 * The content key for the owner of a certificate with a key of an elliptic curve (RFC 5753 section 3.1): ephemeral-static ECDH,
 * SHA-256 and AES-256 key wrap.
 * @param namedCurve of the certificate's key
 */
export function keyAgreement(
  certificate: X509Certificate,
  namedCurve: string,
  contentKey: Buffer,
): KeyAgreeRecipientInfo {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const secret = diffieHellman({ privateKey, publicKey: certificate.publicKey });
  const agreed = createHash('sha256').update(secret).update(SHARED_INFO).digest();
  return new KeyAgreeRecipientInfo({
    version: CMSVersion.v3,
    originator: new OriginatorIdentifierOrKey({ originatorKey: originatorKey(publicKey) }),
    keyEncryptionAlgorithm: new AlgorithmIdentifier({ algorithm: OID.ecdhWithSha256, parameters: WRAP }),
    recipientEncryptedKeys: new RecipientEncryptedKeys([
      new RecipientEncryptedKey({
        rid: new KeyAgreeRecipientIdentifier({ issuerAndSerialNumber: issuerAndSerial(certificate) }),
        encryptedKey: octets(wrapped(contentKey, agreed)),
      }),
    ]),
  });
}

/** Its curve is that of the recipient, and is not said again. */
function originatorKey(key: KeyObject): OriginatorPublicKey {
  const { subjectPublicKey } = AsnConvert.parse(
    key.export({ type: 'spki', format: 'der' }),
    SubjectPublicKeyInfo,
  );
  const algorithm = new AlgorithmIdentifier({ algorithm: OID.ecPublicKey });
  return new OriginatorPublicKey({ algorithm, publicKey: subjectPublicKey });
}

function wrapped(contentKey: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap', key, WRAP_IV);
  return Buffer.concat([cipher.update(contentKey), cipher.final()]);
}
