// What holds for the package: `npm run verify` prints it, `npm test` insists on it.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, pack } from '../packed-package.mjs';
import { sendsFromBundle, sendsFromInstalled } from './checks/application.mjs';
import { audit } from './checks/audit.mjs';
import { contents, secrets } from './checks/contents.mjs';
import { documentedNames } from './checks/api-reference.mjs';
import { importTime } from './checks/import-time.mjs';
import { installSize, licences } from './checks/installation.mjs';
import { layers } from './checks/layers.mjs';
import { declaredImports, exportedFiles, subpaths } from './checks/manifest.mjs';
import { namesOfBothBuilds } from './checks/names.mjs';
import { reachedPackages, typesOfOthers } from './checks/reach.mjs';
import { attw, publint } from './checks/tools.mjs';
import { consumerTypes } from './checks/types.mjs';

/**
 * The name of each is what it promises. A check returns its figure, or throws with what is wrong; `outside` are those that
 * need the network or only measure.
 */
export const checks = [
  { name: 'publint --strict finds nothing', check: publint },
  { name: 'types resolve everywhere (attw, no rule ignored)', check: attw },
  { name: 'types hold in a strict project, skipLibCheck off', check: consumerTypes },
  { name: 'the main entry names in its types only what every user has', check: typesOfOthers },
  { name: 'the main entry reaches no optional peer', check: reachedPackages },
  { name: 'an application sends with no optional peer installed', check: sendsFromInstalled },
  { name: 'and so it does packed into one file', check: sendsFromBundle },
  { name: 'both builds export the same names', check: namesOfBothBuilds },
  { name: 'exports and bin name files that are packed', check: exportedFiles },
  { name: 'one subpath for each folder of integrations', check: subpaths },
  { name: 'package.json declares what lib imports', check: declaredImports },
  { name: 'the layers of lib import one way', check: layers },
  { name: 'the tarball holds two builds and the texts about them', check: contents },
  { name: 'the tarball holds no secret and no path of this machine', check: secrets },
  { name: 'an installation is below 5 MB and 12 packages', check: installSize },
  { name: 'licences of dependencies are permissive', check: licences },
  { name: 'everything exported is documented (TypeDoc)', check: documentedNames },
  { name: 'npm audit', check: audit, outside: true },
  { name: 'time to import, beside nodemailer alone', check: importTime, outside: true },
];

/** What the checks look at: the manifest, the tarball, and a project in `folder` that has installed it with what it needs. */
export function openPackage() {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-package-'));
  const packed = pack(folder);
  const peers = Object.keys(manifest.peerDependencies);
  const optionalPeers = peers.filter((name) => manifest.peerDependenciesMeta[name]?.optional);
  const required = peers.filter((name) => !optionalPeers.includes(name));
  install(folder, packed, [...Object.keys(manifest.dependencies), ...required, '@types/node']);
  return { manifest, optionalPeers, folder, packed, installed: join(folder, 'node_modules', manifest.name) };
}
