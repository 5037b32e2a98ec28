import type { X509Certificate } from 'node:crypto';
import { ContentInfo, IssuerAndSerialNumber } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate } from '@peculiar/asn1-x509';

/** Object identifiers of RFC 5652, RFC 5753, RFC 5754 and RFC 8017. */
export const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  rsaEncryption: '1.2.840.113549.1.1.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecPublicKey: '1.2.840.10045.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  /** dhSinglePass-stdDH-sha256kdf-scheme */
  ecdhWithSha256: '1.3.132.1.11.1',
  sha256: '2.16.840.1.101.3.4.2.1',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  aes256Wrap: '2.16.840.1.101.3.4.1.45',
} as const;

const NULL = Uint8Array.of(5, 0).buffer;

/** An algorithm whose parameters are NULL. */
export function withNull(algorithm: string): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithm, parameters: NULL });
}

/** A CMS object with its type around it, DER. */
export function contentInfo(contentType: string, content: object): Buffer {
  return Buffer.from(
    AsnConvert.serialize(new ContentInfo({ contentType, content: AsnConvert.serialize(content) })),
  );
}

/** How a certificate is named in CMS. */
export function issuerAndSerial(certificate: X509Certificate): IssuerAndSerialNumber {
  const { issuer, serialNumber } = parsed(certificate).tbsCertificate;
  return new IssuerAndSerialNumber({ issuer, serialNumber });
}

/** The certificate as ASN.1. */
export function parsed({ raw }: X509Certificate): Certificate {
  return AsnConvert.parse(raw, Certificate);
}

/** Bytes as an OCTET STRING. */
export function octets(bytes: Buffer): OctetString {
  return new OctetString(new Uint8Array(bytes));
}
