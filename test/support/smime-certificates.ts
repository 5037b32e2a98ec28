import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyPair } from './certificates.js';

const KEYS = {
  rsa: ['-newkey', 'rsa:2048'],
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'P-521': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  secp256k1: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'],
};

/** Who a certificate is for. */
export interface Holder {
  readonly address: string;
  readonly key?: keyof typeof KEYS;
  /** Days from now; negative for one that has ended. */
  readonly days?: number;
}

/** An authority for mail, and the certificates that it gave out, by address. */
export interface MailAuthority {
  readonly ca: KeyPair;
  of(address: string): KeyPair;
}

/** Makes an authority and certificates with openssl. Nothing stays on disk. */
export function mailAuthority(holders: readonly Holder[]): MailAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'smime-certificates-'));
  try {
    const ca = certificate(folder, {
      name: 'ca',
      days: 30,
      key: 'rsa',
      extensions: ['basicConstraints=critical,CA:TRUE'],
    });
    const pairs = new Map(
      holders.map(({ address, key = 'rsa', days = 30 }) => {
        const extensions = [`subjectAltName=email:${address}`, 'extendedKeyUsage=emailProtection'];
        return [address, certificate(folder, { name: address, days, key, extensions })];
      }),
    );
    return { ca, of: (address) => pairs.get(address) ?? missing(address) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Wish {
  readonly name: string;
  readonly days: number;
  readonly key: keyof typeof KEYS;
  readonly extensions: readonly string[];
}

function certificate(folder: string, { name, days, key, extensions }: Wish): KeyPair {
  const path = (ending: string, of = name): string => join(folder, `${of}.${ending}`);
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  const subject = ['-subj', `/CN=${name}`, '-nodes', '-keyout', path('key'), '-out', path('csr')];
  openssl('req', ...KEYS[key], ...subject, ...added);
  const issuer =
    name === 'ca'
      ? ['-key', path('key')]
      : ['-CA', path('pem', 'ca'), '-CAkey', path('key', 'ca'), '-CAcreateserial'];
  const dates = ['-copy_extensions', 'copyall', '-days', String(days)];
  openssl('x509', '-req', '-in', path('csr'), ...issuer, ...dates, '-out', path('pem'));
  return { cert: readFileSync(path('pem'), 'utf8'), key: readFileSync(path('key'), 'utf8') };
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function missing(address: string): never {
  throw new Error(`There is no certificate of ${address}.`);
}
