import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where programs are unpacked that cannot be installed beside others, as Exim beside Postfix. */
export const unpackFolder = join(tmpdir(), 'nestjs-spring-mail-programs');

/**
 * The programs that some suites drive: how each is recognised, what brings it on Debian (`unpacked` without being
 * installed), who asks for it.
 */
export const programs = {
  openssl: { executables: ['openssl'], packages: ['openssl'], suites: 'TLS', asRoot: false },
  postfix: {
    executables: ['postfix', 'saslpasswd2', 'openssl'],
    packages: ['postfix', 'sasl2-bin', 'libsasl2-modules', 'openssl'],
    suites: 'Postfix',
    asRoot: true,
  },
  exim4: {
    executables: ['exim4'],
    // What Exim needs that Postfix does not, and what lets it find the user it insists on.
    packages: ['libidn12', 'libgnutls-dane0', 'libnsl2', 'libdb5.3', 'libnss-wrapper'],
    unpacked: ['exim4-daemon-light'],
    suites: 'Exim',
    asRoot: true,
  },
  dkimpy: {
    executables: ['dkimverify'],
    packages: ['python3-dkim', 'python3-nacl'],
    suites: 'DKIM',
    asRoot: false,
  },
  redis: { executables: ['redis-server'], packages: ['redis-server'], suites: 'Redis', asRoot: false },
  // The server itself refuses to run as root: the suites start it as the user that its package makes.
  postgres: {
    executables: ['initdb', 'postgres', 'setpriv'],
    packages: ['postgresql', 'util-linux'],
    suites: 'PostgreSQL',
    asRoot: true,
  },
  gpg: { executables: ['gpg', 'gpgconf'], packages: ['gnupg'], suites: 'OpenPGP', asRoot: false },
  chromium: { executables: ['chromium'], packages: ['chromium'], suites: 'browser', asRoot: false },
};

// Daemons live in sbin, which is on the PATH of root only.
const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/sbin',
  join(unpackFolder, 'usr/sbin'),
];

/** Where Debian has the programs of PostgreSQL: one folder a version. */
const versioned = '/usr/lib/postgresql';

function allFolders() {
  const versions = existsSync(versioned) ? readdirSync(versioned) : [];
  return [...folders, ...versions.map((version) => join(versioned, version, 'bin'))];
}

/** Where the executable is, or undefined. */
export function locate(executable) {
  return allFolders()
    .map((folder) => join(folder, executable))
    .find(isExecutable);
}

/** Why the program cannot be used here and what to do about it, or undefined when it can. */
export function obstacle(name) {
  const { executables, packages, unpacked = [], suites, asRoot } = programs[name];
  const missing = executables.filter((executable) => locate(executable) === undefined);
  if (missing.length > 0) {
    const unpack = unpacked.map((one) => `, and dpkg -x of apt-get download ${one} into ${unpackFolder}`);
    return `The ${suites} tests need ${missing.join(', ')}. On Debian: apt-get install ${packages.join(' ')}${unpack.join('')}`;
  }
  if (asRoot && process.getuid?.() !== 0) {
    return `The ${suites} tests start ${name} on a port of their own, which takes root. Run npm test as root, in a container say.`;
  }
  return undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
