import { enums, readSignature } from 'openpgp';

/** The hash of a signature as RFC 3156 section 5 names it: `pgp-sha512`. */
export async function micalg(armoredSignature: string): Promise<string> {
  const [packet] = (await readSignature({ armoredSignature })).packets;
  const hash = packet?.hashAlgorithm;
  return `pgp-${enums.read(enums.hash, hash ?? enums.hash.sha512).replace('_', '-')}`;
}
