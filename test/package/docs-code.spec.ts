import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOfDocs } from '../support/docs-code.js';
import { install, pack, typeCheck } from '../../scripts/packed-package.mjs';

const manifest: Record<'dependencies' | 'peerDependencies', Record<string, string>> = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

describe('the code in the docs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nestjs-spring-mail-docs-'));
    const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    install(folder, pack(folder), [
      ...installed,
      '@nestjs/testing',
      '@jest/globals',
      'eta',
      'expect',
      '@types/node',
      '@types/pg',
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compiles in a strict project that has installed the package', () => {
    const blocks = codeOfDocs();
    expect(Object.keys(blocks)).not.toEqual([]);
    expect(typeCheck(folder, blocks)).toBe('');
  }, 60_000);

  it('would not compile with a name that is not there', () => {
    const [block = ''] = Object.values(codeOfDocs()).filter((code) => code.includes('new SimpleMailMessage'));
    const typo = block.replace('setSubject', 'setTitle');
    expect(() => typeCheck(folder, { 'typo.mts': typo })).toThrow("'setTitle' does not exist");
  }, 60_000);
});
