import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Package, checks, openPackage } from '../../scripts/verify/checks.mjs';
import { circular, mayImport } from '../../scripts/verify/checks/layers.mjs';
import { withFolder } from '../support/temporary-folder.js';

let pkg: Package;
beforeAll(() => {
  pkg = openPackage();
});
afterAll(() => rmSync(pkg.folder, { recursive: true, force: true }));

describe('the package', () => {
  it.each(checks.filter(({ outside }) => !outside))(
    '$name',
    async ({ check }) => {
      expect(await check(pkg)).toEqual(expect.any(String));
    },
    60_000,
  );
});

describe('a check', () => {
  /** What the check of this name says of the package with some of it changed. */
  const verdictOn = (name: string, change: Partial<Package>) => async (): Promise<unknown> =>
    checks.find((one) => one.name === name)?.check({ ...pkg, ...change });
  const withManifest = (change: Partial<Package['manifest']>): Partial<Package> => ({
    manifest: { ...pkg.manifest, ...change },
  });
  const withFiles = (...files: string[]): Partial<Package> => ({
    packed: { ...pkg.packed, files: [...pkg.packed.files, ...files] },
  });

  it('finds a file that is named and not there', () =>
    expect(
      verdictOn('exports and bin name files that are packed', withManifest({ bin: { x: './dist/x.js' } })),
    ).rejects.toThrow('The tarball lacks: ./dist/x.js'));

  it('finds a subpath that older module resolutions do not find', () =>
    expect(
      verdictOn('one subpath for each folder of integrations', withManifest({ typesVersions: { '*': {} } })),
    ).rejects.toThrow('bullmq'));

  it('finds an import that is not declared', () =>
    expect(
      verdictOn('package.json declares what lib imports', withManifest({ dependencies: {} })),
    ).rejects.toThrow('nodemailer'));

  it('finds a source map, and a text that is missing', async () => {
    const name = 'the tarball holds two builds and the texts about them';
    await expect(verdictOn(name, withFiles('dist/esm/index.js.map'))).rejects.toThrow('index.js.map');
    const packed = { ...pkg.packed, files: pkg.packed.files.filter((file) => file !== 'LICENSE') };
    await expect(verdictOn(name, { packed })).rejects.toThrow('lacks: LICENSE');
  });

  it('finds a secret, and the folder of whoever built it', () =>
    withFolder(
      { 'a.js': `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(20)}`, 'b.js': `${process.cwd()}/lib` },
      (installed) =>
        expect(
          verdictOn('the tarball holds no secret and no path of this machine', {
            installed,
            packed: { ...pkg.packed, files: ['a.js', 'b.js'] },
          }),
        ).rejects.toThrow('a private key in a.js, a path of this machine in b.js'),
    ));

  it('finds an installation that is too large', () =>
    withFolder({ 'large.js': Buffer.alloc(3_000_000) }, (installed) =>
      expect(verdictOn('an installation is below 5 MB and 12 packages', { installed })).rejects.toThrow('MB'),
    ));

  it('finds an optional peer that the main entry reaches, in code and in types', () =>
    withFolder({}, async (installed) => {
      cpSync(pkg.installed, installed, { recursive: true });
      writeFileSync(join(installed, 'dist/esm/index.js'), "import '@nestjs/common';\nimport 'bullmq';\n");
      await expect(verdictOn('the main entry reaches no optional peer', { installed })).rejects.toThrow(
        'bullmq',
      );
      writeFileSync(join(installed, 'dist/esm/index.d.ts'), "export type { Queue } from 'bullmq';\n");
      await expect(
        verdictOn('the main entry names in its types only what every user has', { installed }),
      ).rejects.toThrow('bullmq');
    }));

  it.each([
    ['lib/errors/mail.error.ts', 'lib/message/address.js', false],
    ['lib/message/message.ts', 'lib/errors/mail.error.js', true],
    ['lib/config/spring/environment.ts', 'lib/config/sections.js', false],
    ['lib/integrations/bullmq/index.ts', 'lib/delivery/mailer.js', false],
    ['lib/integrations/bullmq/index.ts', 'lib/integrations/outbox/index.js', false],
    ['lib/integrations/bullmq/index.ts', 'lib/index.js', true],
  ])('knows the layers: %s may import %s: %p', (file, imported, allowed) =>
    expect(mayImport(file, imported)).toBe(allowed),
  );

  it('finds files that import each other round about', () => {
    const straight = [
      ['a.ts', 'b.js'],
      ['b.ts', 'c.js'],
      ['a.ts', 'c.js'],
    ] as const;
    expect(circular(straight)).toEqual([]);
    expect(circular([...straight, ['c.ts', 'b.js']])).toEqual(['b.ts', 'c.ts']);
  });
});
