// A release, from a clean tree to the registry: npm run release -- patch|minor|major|VERSION [--publish]
// Without --publish everything is checked and nothing is changed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const UNRELEASED = '## Unreleased\n';

/** @throws when `step` is neither a version nor one of the steps of Semantic Versioning */
export function nextVersion(current, step) {
  if (/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(step ?? '')) return step;
  const place = ['major', 'minor', 'patch'].indexOf(step);
  if (place === -1) throw new Error(`Say patch, minor, major or a version, not ${step}.`);
  const parts = current.replace(/-.*/u, '').split('.').map(Number);
  return parts.map((part, at) => (at < place ? part : at === place ? part + 1 : 0)).join('.');
}

/** The changelog with what was unreleased under the version. */
export function releasedChangelog(changelog, version, date) {
  const entries = changelog.split(UNRELEASED)[1]?.split(/^## /mu)[0]?.trim();
  if (!entries) throw new Error('CHANGELOG.md has nothing under Unreleased: there is nothing to release.');
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n## ${version} - ${date}\n`);
}

/** Why npm could not prove where the package was built, or undefined when it can. */
export function obstacleToProvenance({ repository }, env) {
  if (repository === undefined)
    return 'package.json names no repository, which npm compares with where the build runs.';
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL || env.SIGSTORE_ID_TOKEN) return undefined;
  return 'This is no build that can prove who it is. Release in CI, where the job may have an identity token.';
}

function release(step, publish) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const version = nextVersion(manifest.version, step);
  const changelog = releasedChangelog(
    readFileSync('CHANGELOG.md', 'utf8'),
    version,
    new Date().toISOString().slice(0, 10),
  );
  if (output('git', 'status', '--porcelain') !== '') throw new Error('The tree is not clean. Commit first.');
  if (output('git', 'tag', '--list', `v${version}`) !== '')
    throw new Error(`There is a tag v${version} already.`);
  const obstacle = obstacleToProvenance(manifest, process.env);
  if (publish && obstacle !== undefined) throw new Error(obstacle);

  show('npm', 'test');
  show('npm', 'run', 'verify');
  if (!publish) {
    show('npm', 'pack', '--dry-run', '--ignore-scripts');
    console.log(`Would be ${manifest.name} ${version}. ${obstacle ?? 'Repeat it with --publish.'}`);
    return;
  }
  writeFileSync('CHANGELOG.md', changelog);
  show('npm', 'version', version, '--no-git-tag-version');
  show('git', 'commit', '-am', `chore: release ${version}`);
  show('git', 'tag', '-a', `v${version}`, '-m', version);
  show('npm', 'publish', '--provenance', '--access', 'public');
  show('git', 'push', '--follow-tags');
}

function output(command, ...args) {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}

function show(command, ...args) {
  console.log(`> ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  try {
    release(
      words.find((word) => !word.startsWith('--')),
      words.includes('--publish'),
    );
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
