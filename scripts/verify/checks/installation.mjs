import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expectNone } from './none.mjs';

const MOST_BYTES = 5_000_000;
const MOST_PACKAGES = 12;
const PERMISSIVE = ['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0'];

export function installSize({ installed }) {
  const dependencies = dependenciesOf(resolve('.'));
  const bytes = [installed, ...dependencies].map(sizeOf).reduce((sum, size) => sum + size, 0);
  const figure = `${(bytes / 1e6).toFixed(2)} MB, ${dependencies.length + 1} packages, ${(sizeOf(installed) / 1e6).toFixed(2)} MB of it ours`;
  if (bytes >= MOST_BYTES || dependencies.length + 1 > MOST_PACKAGES) throw new Error(figure);
  return figure;
}

export function licences() {
  const manifests = dependenciesOf(resolve('.')).map(manifestIn);
  expectNone(
    manifests
      .filter(({ license }) => !PERMISSIVE.includes(license))
      .map(({ name, license }) => `${name} (${license})`),
    'To be looked at',
  );
  return [...new Set(manifests.map(({ license }) => license))].join(', ');
}

/** The folders of what is installed with a package: its dependencies and theirs; peers are the application's. */
function dependenciesOf(folder, found = new Set()) {
  const { dependencies = {}, optionalDependencies = {} } = manifestIn(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const dependency = locate(name, folder);
    if (dependency === undefined || found.has(dependency)) continue;
    found.add(dependency);
    dependenciesOf(dependency, found);
  }
  return [...found];
}

function locate(name, from) {
  const folder = join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  return dirname(from) === from ? undefined : locate(name, dirname(from));
}

function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => join(folder, entry.name))
    .map((path) => (statSync(path).isDirectory() ? sizeOf(path) : statSync(path).size))
    .reduce((sum, size) => sum + size, 0);
}

function manifestIn(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
