import { createHash, type KeyObject, sign } from 'node:crypto';
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert, AsnObjectIdentifierConverter } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Time } from '@peculiar/asn1-x509';
import { contentInfo, issuerAndSerial, octets, OID, parsed, withNull } from './cms.js';
import type { Signer } from './signer.js';

const SET = 0x31;

/** A detached signature of the bytes (RFC 5652 section 5), DER. It is made outside of the main thread. */
export async function signedData(bytes: Buffer, { certificate, chain, key }: Signer): Promise<Buffer> {
  const attributes = signedAttributes(bytes);
  const signature = await signed(setOf(attributes), key);
  const info = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({ issuerAndSerialNumber: issuerAndSerial(certificate) }),
    digestAlgorithm: withNull(OID.sha256),
    signedAttrs: attributes,
    signatureAlgorithm:
      key.asymmetricKeyType === 'ec'
        ? new AlgorithmIdentifier({ algorithm: OID.ecdsaWithSha256 })
        : withNull(OID.sha256WithRsa),
    signature: octets(signature),
  });
  const certificates = [certificate, ...chain].map(
    (one) => new CertificateChoices({ certificate: parsed(one) }),
  );
  return contentInfo(
    OID.signedData,
    new SignedData({
      version: CMSVersion.v1,
      digestAlgorithms: new DigestAlgorithmIdentifiers([withNull(OID.sha256)]),
      encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
      certificates: new CertificateSet(certificates),
      signerInfos: new SignerInfos([info]),
    }),
  );
}

/** From the shortest to the longest, which is the order of a set in DER. */
function signedAttributes(bytes: Buffer): Attribute[] {
  const digest = createHash('sha256').update(bytes).digest();
  return [
    attribute(OID.contentType, AsnObjectIdentifierConverter.toASN(OID.data).toBER()),
    attribute(OID.signingTime, AsnConvert.serialize(new Time(new Date()))),
    attribute(OID.messageDigest, AsnConvert.serialize(octets(digest))),
  ];
}

function attribute(attrType: string, value: ArrayBuffer): Attribute {
  return new Attribute({ attrType, attrValues: [value] });
}

/** What is signed has the tag of a set, and not the one that it has in the message (RFC 5652 section 5.4). */
function setOf(attributes: readonly Attribute[]): Buffer {
  const content = Buffer.concat(attributes.map((one) => Buffer.from(AsnConvert.serialize(one))));
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([SET, ...length]), content]);
}

function signed(data: Buffer, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', data, key, (error, signature) => (error === null ? resolve(signature) : reject(error)));
  });
}
