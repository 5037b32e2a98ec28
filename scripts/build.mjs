// One ES module build and one CommonJS build from the same sources; docs/decisions/0001-two-builds.md says why.
// build/ holds every module compiled, dist/ what is published: one file of code an entry, and the declarations it reaches.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { filesBelow, filesReachedFrom } from './sources.mjs';

const BUILD = 'build/esm';
const COMMAND = 'cli/main.js';
/** Files that a module reads beside itself. */
const PAGE = 'integrations/preview/page';
const integrations = readdirSync('lib/integrations').map((name) => `integrations/${name}/index.js`);
const entries = ['index.js', ...integrations];

for (const folder of ['build', 'dist']) rmSync(folder, { recursive: true, force: true });
execFileSync('npx', ['tsc', '-p', 'tsconfig.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
const reached = new Set(entries.flatMap((entry) => [...filesReachedFrom(join(BUILD, declarationOf(entry)))]));
for (const [format, type] of [
  ['esm', 'module'],
  ['cjs', 'commonjs'],
]) {
  for (const file of [...reached, ...filesBelow(BUILD, '.cjs')])
    cpSync(file, join('dist', format, relative(BUILD, file)));
  cpSync(join('lib', PAGE), join('dist', format, PAGE), { recursive: true });
  writeFileSync(`dist/${format}/package.json`, `{ "type": "${type}" }\n`);
}
// The command is a program of its own: it shares the core with the main entry and needs no second build.
await bundle('esm', ['index.js', COMMAND]);
await bundle('cjs', ['index.js']);
// The schematics, which @angular-devkit/schematics requires by the paths in collection.json.
await bundle('cjs', ['schematics/index.js']);
for (const file of ['collection.json', 'mail/schema.json', 'nest-add/schema.json'])
  cpSync(`lib/schematics/${file}`, `dist/cjs/schematics/${file}`);
for (const entry of integrations) for (const format of ['esm', 'cjs']) await bundle(format, [entry]);

function declarationOf(entry) {
  return entry.replace(/\.js$/u, '.d.ts');
}

/** Bundles the entries; code that several of them need goes to a file beside them. */
async function bundle(format, together) {
  const { outputFiles } = await esbuild.build({
    entryPoints: together.map((entry) => join(BUILD, entry)),
    outdir: join('dist', format),
    outbase: BUILD,
    bundle: true,
    splitting: together.length > 1,
    chunkNames: 'core',
    format,
    // Jest's CommonJS has no `import()`.
    supported: { 'dynamic-import': format === 'esm' },
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // It sets the name of each function each time that one is made, which takes a tenth of the time of a small mail.
    keepNames: format === 'cjs',
    write: false,
    // What Jest's CommonJS runs and Node 20.19 and later do not: small, where the other build is easy to read.
    minify: format === 'cjs',
    lineLimit: 120,
    plugins: [keepApart(together)],
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    const mode = text.startsWith('#!') ? 0o755 : 0o644;
    writeFileSync(path, format === 'cjs' ? text : withClassNames(text), { mode });
  }
}

/** Calls a class by its own name again where esbuild made `X = class _X` or `X = class X2` of it. */
function withClassNames(code) {
  return [...code.matchAll(/\b(\w+) = (?:\w+ = )?class (_\1|\1\d+)\b/gu)].reduce(
    (renamed, [, name, inner]) => {
      if (new RegExp(`\\b(?:var|let|const|function) ${inner}\\b`, 'u').test(code))
        throw new Error(`${inner} is taken`);
      return renamed.replaceAll(new RegExp(`\\b${inner}\\b`, 'gu'), name);
    },
    code,
  );
}

/** Leaves what must be there once outside: other entries, and CommonJS modules, which `require` packages and know their folder. */
function keepApart(together) {
  const others = entries.filter((entry) => !together.includes(entry)).map((entry) => resolve(BUILD, entry));
  // What only the command needs is in the file of the command.
  const folderOf = (importer) => (importer.startsWith(resolve(BUILD, 'cli')) ? 'cli' : dirname(together[0]));
  return {
    name: 'keep-apart',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const target = resolve(resolveDir, path);
        if (!others.includes(target) && !target.endsWith('.cjs')) return undefined;
        const seen = relative(resolve(BUILD, folderOf(resolveDir)), target);
        return { path: seen.startsWith('.') ? seen : `./${seen}`, external: true };
      }),
  };
}
