// The packed package in projects of Nest 11 and 12, on every Node it is for: npm run verify:matrix
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { pack } from '../packed-package.mjs';
import { runApplication } from './application.mjs';

const run = promisify(execFile);
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const subpaths = Object.keys(manifest.exports)
  .filter((name) => !['.', './package.json'].includes(name))
  .map((name) => name.slice(2));

const NODES = { 20: '^20.19', 22: '^22.12', 24: '24' };
const NESTS = {
  11: { common: '11', core: '11', config: '4', terminus: '11' },
  12: { common: '12', core: '12', config: '12', terminus: '12' },
};

/** Their peers are ES modules only, which Node 20.19 and later can require, and Jest's CommonJS cannot. */
const NEED_REQUIRE_ESM = ['markdown'];

const PROGRAMS = [
  { program: 'mjs', name: 'ES module', subpaths },
  { program: 'cjs', name: 'CommonJS', subpaths },
  {
    program: 'cjs',
    name: 'CommonJS without require(esm)',
    subpaths: subpaths.filter((name) => !NEED_REQUIRE_ESM.includes(name)),
    flags: ['--no-experimental-require-module'],
  },
];

/** Kept between runs, beside what other tools keep there. */
const cache = resolve('node_modules/.cache/nestjs-spring-mail');
mkdirSync(cache, { recursive: true });
const start = Date.now();
const { tarball } = pack(cache);
const [nodes, nests] = await Promise.all([
  Promise.all(Object.entries(NODES).map(([major, range]) => node(major, range))),
  Promise.all(Object.keys(NESTS).map(nestProject)),
]);
let failed = 0;
for (const nest of nests) {
  const results = await Promise.all(nodes.map((one) => resultsOf(one, nest)));
  for (const { line, faults } of results) {
    console.log([line, ...faults].join('\n'));
    failed += faults.length;
  }
}
console.log(`${failed} failed, ${((Date.now() - start) / 1000).toFixed(0)} s`);
process.exitCode = failed > 0 ? 1 : 0;

async function resultsOf({ version, executable }, nest) {
  // Nest 12 is ES modules only; Nest 11 also runs where `require` loads none, as Jest does.
  const programs = nest.major === '11' ? PROGRAMS : PROGRAMS.slice(0, 2);
  const faults = [];
  for (const one of programs) {
    await runApplication({ ...one, folder: nest.folder, node: executable }).catch((error) =>
      faults.push(`  ${one.name}: ${error.message}`),
    );
  }
  const state = faults.length > 0 ? 'failed' : 'ok';
  const names = programs.map(({ name }) => name).join(', ');
  return {
    line: `Node ${version}  Nest ${nest.version}  ${state}  ${subpaths.length} subpaths: ${names}`,
    faults,
  };
}

/** The npm registry has Node itself, as one package for each platform. */
async function node(major, range) {
  if (process.versions.node.startsWith(`${major}.`))
    return { version: process.versions.node, executable: process.execPath };
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = await project(`node-${major}`, { [name]: range }, name);
  const bin = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  return { version: versionOf(folder, name), executable: join(folder, 'node_modules', name, bin) };
}

async function nestProject(major) {
  const nest = Object.entries(NESTS[major]).map(([name, range]) => [`@nestjs/${name}`, range]);
  // Everything that a subpath may need, as the tests of this repository have it.
  const peers = Object.keys(manifest.peerDependencies)
    .filter((name) => !name.startsWith('@nestjs/'))
    .map((name) => [name, manifest.devDependencies[name]]);
  const own = [manifest.name, `file:${tarball}`];
  const folder = await project(`nest-${major}`, Object.fromEntries([...peers, ...nest, own]));
  return { major, folder, version: versionOf(folder, '@nestjs/core') };
}

/** A folder with these packages installed: anew, so that nothing of an earlier tarball is left, but where `kept` is there. */
async function project(name, dependencies, kept) {
  const folder = join(cache, name);
  if (kept !== undefined && existsSync(join(folder, 'node_modules', kept))) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const quietly = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...quietly], { cwd: folder, shell: process.platform === 'win32' });
  return folder;
}

function versionOf(folder, name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
