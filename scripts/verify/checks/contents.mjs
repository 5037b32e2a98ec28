import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expectNone } from './none.mjs';

const TEXTS = [
  'CHANGELOG.md',
  'LICENSE',
  'README.ko.md',
  'README.md',
  'docs/troubleshooting.ko.md',
  'docs/troubleshooting.md',
  'package.json',
];

/** Code and its types; a source map without its sources leads nowhere, and with them is larger than all the rest. */
const BUILT =
  /^dist\/(?:esm|cjs)\/.*(?:\.js|\.cjs|\.d\.c?ts|package\.json)$|^dist\/cjs\/schematics\/.*\.json$/u;

/** The page that the preview serves as it is. */
const PAGE = /^dist\/(?:esm|cjs)\/integrations\/preview\/page\/[\w-]+\.(?:html|css|svg)$/u;

const SECRETS = {
  'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[\w+/=]{16}/u,
  'a token of npm': /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=/u,
  'a token of GitHub': /\bgh[opsu]_[A-Za-z0-9]{36}\b/u,
  'a key of AWS': /\bAKIA[0-9A-Z]{16}\b/u,
  'a key of Google': /\bAIza[\w-]{35}\b/u,
};

export function contents({ packed }) {
  expectNone(
    packed.files.filter((path) => !TEXTS.includes(path) && !BUILT.test(path) && !PAGE.test(path)),
    'The tarball holds',
  );
  expectNone(
    TEXTS.filter((path) => !packed.files.includes(path)),
    'The tarball lacks',
  );
  return `${packed.files.length} files`;
}

export function secrets({ packed, installed }) {
  const folders = [process.cwd(), homedir()].filter((folder) => folder !== '/');
  const found = packed.files.flatMap((path) => {
    const text = readFileSync(join(installed, path), 'utf8');
    const kinds = Object.keys(SECRETS).filter((kind) => SECRETS[kind].test(text));
    if (folders.some((folder) => text.includes(`${folder}/`))) kinds.push('a path of this machine');
    return kinds.map((kind) => `${kind} in ${path}`);
  });
  expectNone(found, 'The tarball holds');
  return `${packed.files.length} files read`;
}
