// What `npm test` runs: brings the programs that suites drive, where that is possible, then starts jest.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { locate, obstacle, programs, unpackFolder } from './programs.mjs';

const missing = Object.entries(programs)
  .filter(([name]) => obstacle(name) !== undefined)
  .map(([, program]) => program);
const packages = missing.flatMap((program) => program.packages);
const mayInstall = process.getuid?.() === 0 && locate('dpkg') && locate('apt-get');
if (packages.length > 0 && mayInstall && process.env.MAIL_TEST_INSTALL !== '0') {
  install([...new Set(packages)]);
  for (const name of missing.flatMap(({ unpacked = [] }) => unpacked)) unpack(name);
}

const jest = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
jest.on('exit', (code) => process.exit(code ?? 1));

function install(names) {
  console.log(
    `Installing ${names.join(' ')} for the tests that drive them (MAIL_TEST_INSTALL=0 leaves them out) ...`,
  );
  const options = ['-y', '-qq', '-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends'];
  for (const args of [
    ['update', '-qq'],
    ['install', ...options, ...names],
  ]) {
    const { status, stderr } = spawnSync('apt-get', args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) console.log(`apt-get ${args[0]} failed: ${stderr.trim()}`);
  }
}

function unpack(name) {
  mkdirSync(unpackFolder, { recursive: true });
  const cwd = { cwd: unpackFolder, stdio: 'ignore' };
  spawnSync('apt-get', ['download', '-qq', name], cwd);
  const archive = readdirSync(unpackFolder).find((file) => file.startsWith(`${name}_`));
  if (archive === undefined) console.log(`apt-get download ${name} failed.`);
  else spawnSync('dpkg', ['-x', join(unpackFolder, archive), unpackFolder], cwd);
}
