import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nextVersion, obstacleToProvenance, releasedChangelog } from '../../scripts/release.mjs';
import { withFolder } from '../support/temporary-folder.js';

const changelog = '# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 - 2026-01-02\n\n- First.\n';

describe('a release', () => {
  it.each([
    ['patch', '1.2.4'],
    ['minor', '1.3.0'],
    ['major', '2.0.0'],
    ['2.0.0-rc.1', '2.0.0-rc.1'],
  ])('%s of 1.2.3 is %s', (step, version) => expect(nextVersion('1.2.3', step)).toBe(version));

  it.each([undefined, 'mayor', '1.2'])('is refused without a step that is known: %s', (step) =>
    expect(() => nextVersion('1.2.3', step)).toThrow('patch, minor, major or a version'),
  );

  it('puts what was unreleased under the version, and leaves the heading for what comes next', () =>
    expect(releasedChangelog(changelog, '0.2.0', '2026-03-04')).toBe(
      changelog.replace('- New.', '## 0.2.0 - 2026-03-04\n\n- New.'),
    ));

  it('is refused when nothing was written about it', () =>
    expect(() => releasedChangelog(changelog.replace('- New.', ''), '0.2.0', '')).toThrow(
      'nothing to release',
    ));

  it('is published only where npm can prove where it was built', () => {
    const repository = 'https://example.org/repository';
    expect(obstacleToProvenance({}, {})).toContain('repository');
    expect(obstacleToProvenance({ repository }, {})).toContain('in CI');
    expect(obstacleToProvenance({ repository }, { SIGSTORE_ID_TOKEN: 'x' })).toBeUndefined();
  });

  describe('in a repository', () => {
    const scripts = { test: 'node -e 0', verify: 'node -e 0' };
    const files = {
      'package.json': JSON.stringify({ name: 'released', version: '0.1.0', scripts }),
      'CHANGELOG.md': changelog,
    };
    /** Runs it in a repository in which everything is committed. */
    const inRepository = (words: string[], change: (folder: string) => void = () => undefined) =>
      withFolder(files, (folder) => {
        const git = (...args: string[]) =>
          spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
            cwd: folder,
            encoding: 'utf8',
          });
        git('init', '-q');
        git('add', '.');
        git('commit', '-qm', 'first');
        change(folder);
        const script = resolve('scripts/release.mjs');
        const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], {
          cwd: folder,
          encoding: 'utf8',
        });
        const changes = git('status', '--porcelain').stdout + git('tag').stdout;
        return {
          status,
          stdout,
          stderr,
          changes,
          version: readFileSync(join(folder, 'package.json'), 'utf8'),
        };
      });

    it('checks everything and changes nothing, unless it is told to publish', () => {
      const { status, stdout, changes, version } = inRepository(['minor']);
      expect(stdout).toContain('> npm test\n');
      expect(stdout).toContain('> npm run verify\n');
      expect(stdout).toContain('Would be released 0.2.0');
      expect({ status, changes }).toEqual({ status: 0, changes: '' });
      expect(version).toBe(files['package.json']);
    }, 30_000);

    it('refuses a tree with changes before it runs anything', () => {
      const changed = inRepository(['minor'], (folder) => writeFileSync(join(folder, 'new.txt'), ''));
      expect(changed).toMatchObject({
        status: 1,
        stdout: '',
        stderr: 'The tree is not clean. Commit first.\n',
      });
    }, 30_000);

    it('refuses to publish what it cannot prove', () => {
      expect(inRepository(['minor', '--publish'])).toMatchObject({ status: 1, stdout: '', changes: '' });
    }, 30_000);
  });
});
