import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PackedPackage, install, pack, run, typeCheck } from '../support/packed-package.js';
import { filesBelow, importsOf, packageOf, packagesReachedFrom } from '../../scripts/sources.mjs';

interface CodeEntry {
  readonly import: { readonly default: string };
  readonly require: { readonly default: string };
}

interface Manifest {
  readonly bin: Record<string, string>;
  readonly exports: Record<string, string | CodeEntry>;
  readonly typesVersions: { readonly '*': Record<string, readonly string[]> };
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { readonly optional?: boolean }>;
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const peers = Object.keys(manifest.peerDependencies);
const optionalPeers = peers.filter((name) => manifest.peerDependenciesMeta[name]?.optional);
const requiredPeers = peers.filter((name) => !optionalPeers.includes(name));

/** Required in `on-demand.cjs`, where a setting asks for it, and its lack is an error with the command that installs it. */
const loadedBySettings = ['socks'];

/** Every path in `exports`, whatever the conditions before it. */
function exportedFiles(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry];
  return typeof entry === 'object' && entry !== null ? Object.values(entry).flatMap(exportedFiles) : [];
}

/** The entries that hold code, with the file of each build. */
const entries = Object.entries(manifest.exports).filter(
  (entry): entry is [string, CodeEntry] => typeof entry[1] === 'object',
);

/** Prints the names that a module exports, and those that its classes and functions have themselves: Nest shows them. */
function namesOf(module: string): string {
  return `console.log(JSON.stringify(Object.entries(${module}).map(([key, value]) => [key, value.name]).sort()))`;
}

describe('the package', () => {
  let folder: string;
  let packed: PackedPackage;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-package-'));
    packed = pack(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the two builds and the texts about it, and nothing else', () => {
    const others = packed.files.filter((path) => !/^dist\/(?:esm|cjs)\//u.test(path));
    expect(others.toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.ko.md',
      'README.md',
      'docs/troubleshooting.ko.md',
      'docs/troubleshooting.md',
      'package.json',
    ]);
  });

  it('holds every file that exports and bin name', () => {
    const named = [...exportedFiles(manifest.exports), ...Object.values(manifest.bin)].map((path) =>
      path.replace('./', ''),
    );
    expect(named.filter((path) => !packed.files.includes(path))).toEqual([]);
  });

  it('is found to be right by publint', () => {
    expect(run('npx', 'publint', 'run', '--strict', packed.tarball)).toContain('All good!');
  });

  it('has types that every module resolution finds', () => {
    expect(run('npx', 'attw', packed.tarball, '--format', 'ascii')).toContain('No problems found');
  }, 60_000);

  it('type-checks in a strict project, as ES module and as CommonJS, with no more installed than it asks for', () => {
    const needed = [...Object.keys(manifest.dependencies), ...requiredPeers, '@types/node'];
    install(folder, packed, needed);
    const consumer = `import { MailModule, MailService, isMailError, type MailMessage, type Receipt } from 'nestjs-spring-mail';
      export const module = MailModule.forRoot({ host: 'localhost' });
      export const send = (mail: MailService, message: MailMessage): Promise<Receipt> => mail.send(message);
      export const code = (error: unknown): string => (isMailError(error) ? error.code : '');
    `;
    expect(typeCheck(folder, { 'consumer.mts': consumer, 'consumer.cts': consumer })).toBe('');
    const typo = consumer.replace('host:', 'hots:');
    expect(() => typeCheck(folder, { 'consumer.mts': typo })).toThrow("'hots' does not exist");
  }, 60_000);

  it.each(entries)('exports the same names from both builds: %s', (_name, { import: esm, require: cjs }) => {
    const imported = run(
      process.execPath,
      '--input-type=module',
      '-e',
      namesOf(`await import('${esm.default}')`),
    );
    const required = run(process.execPath, '-e', namesOf(`require('${cjs.default}')`));
    expect(required).toBe(imported);
    // A symbol has no name.
    const names: [string, string | null][] = JSON.parse(imported);
    expect(names).not.toEqual([]);
    for (const [exported, own] of names) expect(own ?? exported).toBe(exported);
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

  it('reaches no optional peer from its main entry, in code or in types, but for what a setting loads', () => {
    expect(optionalPeers).not.toEqual([]);
    const reached = [
      ...packagesReachedFrom('dist/esm/index.js'),
      ...packagesReachedFrom('dist/esm/index.d.ts'),
    ];
    expect(reached).toContain('@nestjs/common');
    expect(reached.filter((name) => optionalPeers.includes(name))).toEqual(loadedBySettings);
  });

  it('has one subpath for each folder of integrations, for every module resolution', () => {
    const folders = readdirSync('lib/integrations').toSorted();
    const subpaths = Object.keys(manifest.exports).filter(
      (name) => name !== '.' && name !== './package.json',
    );
    expect(subpaths.map((subpath) => subpath.slice(2)).toSorted()).toEqual(folders);
    for (const name of folders) {
      const file = `integrations/${name}/index`;
      expect(exportedFiles(manifest.exports[`./${name}`])).toEqual([
        `./dist/esm/${file}.d.ts`,
        `./dist/esm/${file}.js`,
        `./dist/cjs/${file}.d.ts`,
        `./dist/esm/${file}.js`,
        `./dist/cjs/${file}.js`,
      ]);
      expect(manifest.typesVersions['*'][name]).toEqual([`./dist/cjs/${file}.d.ts`]);
    }
  });

  it('names in its types only what every user has', () => {
    const named = [...packagesReachedFrom('dist/esm/index.d.ts')];
    // The types of Node are there, because those of nodemailer need them as well.
    expect(named.toSorted()).toEqual(['@nestjs/common', 'node', 'nodemailer']);
  });
});

describe('the layers of lib', () => {
  /** From the bottom up: a folder imports itself and those before it. */
  const layers = [
    'errors',
    'config/spring',
    'message',
    'config',
    'template',
    'smtp',
    'transport',
    'diagnosis',
    'delivery',
    'module',
    'cli',
    'integrations',
  ];
  const layerOf = (file: string): number => layers.findIndex((layer) => file.startsWith(`lib/${layer}/`));
  const files = filesBelow('lib', '.ts').filter((file) => file !== 'lib/index.ts');
  const imports = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => ({ file, imported: join(dirname(file), specifier) })),
  );

  /** `lib/integrations/bullmq`, say, which speaks to the core through its public names and to no other integration. */
  const integrationOf = (file: string): string | undefined => /^lib\/integrations\/[^/]+\//u.exec(file)?.[0];

  function isAllowed({ file, imported }: (typeof imports)[number]): boolean {
    const integration = integrationOf(file);
    if (integration !== undefined) return imported.startsWith(integration) || imported === 'lib/index.js';
    // Spring's rules know nothing about mail.
    if (file.startsWith('lib/config/spring/'))
      return /^lib\/(?:config\/spring\/|errors\/|on-demand)/u.test(imported);
    if (imported === 'lib/on-demand.cjs') return true;
    return layerOf(imported) !== -1 && layerOf(imported) <= layerOf(file);
  }

  it('are all known', () => {
    expect(files.filter((file) => layerOf(file) === -1)).toEqual([]);
  });

  it('import one way', () => {
    expect(imports.length).toBeGreaterThan(files.length);
    expect(imports.filter((one) => !isAllowed(one))).toEqual([]);
  });
});
