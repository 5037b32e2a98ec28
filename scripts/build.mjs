// One ES module build and one CommonJS build from the same sources; docs/decisions/0001-two-builds.md says why.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const formats = {
  esm: { type: 'module', flags: [] },
  cjs: { type: 'commonjs', flags: ['--module', 'CommonJS', '--moduleResolution', 'Bundler'] },
};

rmSync('dist', { recursive: true, force: true });
for (const [format, { type, flags }] of Object.entries(formats)) {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.json', '--outDir', `dist/${format}`, ...flags], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  writeFileSync(`dist/${format}/package.json`, `{ "type": "${type}" }\n`);
}
