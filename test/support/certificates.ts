import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate and its private key, as PEM text: what `tls.createSecureContext` takes. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What a mail server can show: good certificates and three that a client must refuse. */
export interface Certificates {
  /** The authority a client has to trust; it signed all but `selfSigned`. */
  readonly ca: KeyPair;
  /** For `localhost` and 127.0.0.1. */
  readonly good: KeyPair;
  /** For `localhost`, for ten more days. */
  readonly endingSoon: KeyPair;
  /** For `localhost`, until yesterday. */
  readonly expired: KeyPair;
  /** For `elsewhere.example.test` only. */
  readonly wrongName: KeyPair;
  /** For `localhost`, signed by itself. */
  readonly selfSigned: KeyPair;
}

let made: Promise<Certificates> | undefined;

/** Makes the certificates with openssl, once in a test file. Nothing stays on disk. */
export function certificates(): Promise<Certificates> {
  made ??= make();
  return made;
}

async function make(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-certificates-'));
  try {
    const ca = await sign(folder, { name: 'ca', altNames: [], days: 3650 });
    const here = ['DNS:localhost', 'IP:127.0.0.1'];
    const [good, endingSoon, expired, wrongName, selfSigned] = await Promise.all([
      sign(folder, { name: 'good', altNames: here, days: 365, by: 'ca' }),
      sign(folder, { name: 'ending-soon', altNames: here, days: 10, by: 'ca' }),
      sign(folder, { name: 'expired', altNames: here, days: -1, by: 'ca' }),
      sign(folder, { name: 'wrong-name', altNames: ['DNS:elsewhere.example.test'], days: 365, by: 'ca' }),
      sign(folder, { name: 'self-signed', altNames: here, days: 365 }),
    ]);
    return { ca, good, endingSoon, expired, wrongName, selfSigned };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Wish {
  readonly name: string;
  readonly altNames: readonly string[];
  readonly days: number;
  readonly by?: string;
}

async function sign(folder: string, { name, altNames, days, by }: Wish): Promise<KeyPair> {
  const key = join(folder, `${name}.key`);
  const request = join(folder, `${name}.csr`);
  const cert = join(folder, `${name}.pem`);
  const extension =
    altNames.length > 0 ? `subjectAltName=${altNames.join(',')}` : 'basicConstraints=critical,CA:TRUE';
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const issuer =
    by === undefined
      ? ['-key', key]
      : ['-CA', join(folder, `${by}.pem`), '-CAkey', join(folder, `${by}.key`), '-set_serial', serial()];

  await run('openssl', [
    'req',
    ...curve,
    '-subj',
    `/CN=test ${name}`,
    '-addext',
    extension,
    '-keyout',
    key,
    '-out',
    request,
  ]);
  // `x509` takes a negative number of days, which `req -x509` refuses.
  await run('openssl', [
    'x509',
    '-req',
    '-in',
    request,
    ...issuer,
    '-copy_extensions',
    'copyall',
    '-days',
    `${days}`,
    '-out',
    cert,
  ]);
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}

function serial(): string {
  return `${Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)}`;
}
