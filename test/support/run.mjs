// What `npm test` runs: brings the programs that suites drive, where that is possible, then starts jest.
import { spawn, spawnSync } from 'node:child_process';
import { locate, obstacle, programs } from './programs.mjs';

const packages = Object.entries(programs)
  .filter(([name]) => obstacle(name) !== undefined)
  .flatMap(([, program]) => program.packages);
const mayInstall = process.getuid?.() === 0 && locate('dpkg') && locate('apt-get');
if (packages.length > 0 && mayInstall && process.env.MAIL_TEST_INSTALL !== '0') {
  install([...new Set(packages)]);
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
