// One ES module build and one CommonJS build from the same sources; docs/decisions/0001-two-builds.md says why.
// build/ holds every module compiled, dist/ what is published: its declarations, and one file of code an entry.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as esbuild from 'esbuild';

const formats = {
  esm: { type: 'module', flags: [] },
  cjs: { type: 'commonjs', flags: ['--module', 'CommonJS', '--moduleResolution', 'Bundler'] },
};
const integrations = readdirSync('lib/integrations').map((name) => `integrations/${name}/index.js`);
const entries = ['index.js', ...integrations, 'cli/main.js'];

for (const folder of ['build', 'dist']) rmSync(folder, { recursive: true, force: true });
for (const [format, { type, flags }] of Object.entries(formats)) {
  const [from, to] = [`build/${format}`, `dist/${format}`];
  execFileSync('npx', ['tsc', '-p', 'tsconfig.json', '--outDir', from, ...flags], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  cpSync(from, to, { recursive: true, filter: (path) => !/\.js(?:\.map)?$/u.test(path) });
  for (const folder of [from, to]) writeFileSync(`${folder}/package.json`, `{ "type": "${type}" }\n`);
  for (const entry of entries) {
    await esbuild.build({
      entryPoints: [join(from, entry)],
      outfile: join(to, entry),
      bundle: true,
      format,
      platform: 'node',
      target: 'node20',
      packages: 'external',
      keepNames: true,
      sourcemap: true,
      plugins: [keepApart(from, entry)],
    });
  }
}

/** Leaves what must be there once outside: other entries, and CommonJS modules that load a package when it is needed. */
function keepApart(folder, entry) {
  const others = entries.filter((other) => other !== entry).map((other) => resolve(folder, other));
  return {
    name: 'keep-apart',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const target = resolve(resolveDir, path);
        if (!others.includes(target) && !target.endsWith('.cjs')) return undefined;
        const seen = relative(resolve(folder, dirname(entry)), target);
        return { path: seen.startsWith('.') ? seen : `./${seen}`, external: true };
      }),
  };
}
