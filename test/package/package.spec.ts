import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { filesBelow, importsOf, packageOf, packagesReachedFrom } from '../support/sources.js';

interface Manifest {
  readonly bin: Record<string, string>;
  readonly exports: Record<string, unknown>;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { readonly optional?: boolean }>;
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const optionalPeers = Object.keys(manifest.peerDependenciesMeta).filter(
  (name) => manifest.peerDependenciesMeta[name]?.optional,
);

function run(...command: [string, ...string[]]): string {
  const [program, ...args] = command;
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Every path in `exports`, whatever the conditions before it. */
function exportedFiles(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry];
  return typeof entry === 'object' && entry !== null ? Object.values(entry).flatMap(exportedFiles) : [];
}

describe('the package', () => {
  let packed: string[];
  beforeAll(() => {
    const [tarball]: { files: { path: string }[] }[] = JSON.parse(
      run('npm', 'pack', '--dry-run', '--json', '--ignore-scripts'),
    );
    packed = tarball?.files.map(({ path }) => path) ?? [];
  });

  it('holds the two builds and the texts about it, and nothing else', () => {
    const others = packed.filter((path) => !/^dist\/(?:esm|cjs)\//u.test(path));
    expect(others.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  });

  it('holds every file that exports and bin name', () => {
    const named = [...exportedFiles(manifest.exports), ...Object.values(manifest.bin)].map((path) =>
      path.replace('./', ''),
    );
    expect(named.filter((path) => !packed.includes(path))).toEqual([]);
  });

  it('is found to be right by publint', () => {
    expect(run('npx', 'publint', '--strict', '--pack', 'npm')).toContain('All good!');
  });

  it('has types that every module resolution finds', () => {
    expect(run('npx', 'attw', '--pack', '.', '--format', 'ascii')).toContain('No problems found');
  }, 60_000);

  it('exports the same names from both builds', async () => {
    const code = "JSON.stringify(Object.keys(require('./dist/cjs/index.js')).sort())";
    const esm: string = run(
      process.execPath,
      '--input-type=module',
      '-e',
      `console.log(JSON.stringify(Object.keys(await import('./dist/esm/index.js')).sort()))`,
    );
    expect(JSON.parse(run(process.execPath, '-p', code))).toEqual(JSON.parse(esm));
  });

  it('declares what it imports', () => {
    const declared = [
      'node',
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.peerDependencies),
    ];
    const imported = filesBelow('lib', '.ts')
      .flatMap(importsOf)
      .filter((specifier) => !specifier.startsWith('.'));
    expect([...new Set(imported.map(packageOf))].filter((name) => !declared.includes(name))).toEqual([]);
  });

  it('reaches no optional peer from its main entry, in code or in types', () => {
    expect(optionalPeers).not.toEqual([]);
    const reached = [
      ...packagesReachedFrom('dist/esm/index.js'),
      ...packagesReachedFrom('dist/esm/index.d.ts'),
    ];
    expect(reached).toContain('@nestjs/common');
    expect(reached.filter((name) => optionalPeers.includes(name))).toEqual([]);
  });

  it('names in its types only what every user has', () => {
    const types = [
      ...new Set(
        filesBelow('dist/esm', '.d.ts')
          .flatMap(importsOf)
          .filter((name) => !name.startsWith('.'))
          .map(packageOf),
      ),
    ];
    expect(types.toSorted()).toEqual(expect.arrayContaining(['@nestjs/common', 'nodemailer']));
    expect(
      types.filter(
        (name) => !['@nestjs/common', 'nodemailer', 'node', 'yaml', 'dot-properties'].includes(name),
      ),
    ).toEqual([]);
  });
});

describe('the layers of lib', () => {
  /** From the bottom up: a folder imports itself and those before it. */
  const layers = [
    'errors',
    'config/spring',
    'message',
    'config',
    'smtp',
    'transport',
    'diagnosis',
    'delivery',
    'module',
    'cli',
  ];
  const layerOf = (file: string): number => layers.findIndex((layer) => file.startsWith(`lib/${layer}/`));
  const files = filesBelow('lib', '.ts').filter((file) => file !== 'lib/index.ts');

  it('are all known', () => {
    expect(files.filter((file) => layerOf(file) === -1)).toEqual([]);
  });

  it('import one way', () => {
    const upwards = files.flatMap((file) =>
      importsOf(file)
        .filter(
          (specifier) => specifier.startsWith('.') && layerOf(join(dirname(file), specifier)) > layerOf(file),
        )
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(upwards).toEqual([]);
  });

  it("leave Spring's rules without a word of mail", () => {
    const outside = files
      .filter((file) => layerOf(file) === layers.indexOf('config/spring'))
      .flatMap(importsOf);
    expect(
      outside.filter((specifier) => specifier.startsWith('../') && !specifier.startsWith('../../errors/')),
    ).toEqual([]);
  });
});
