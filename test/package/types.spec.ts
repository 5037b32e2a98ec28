import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

describe('types of templates', () => {
  it('ask for exactly the context, the names and the locales that are declared', () => {
    const { stdout, status } = spawnSync('npx', ['tsc', '-p', 'test/types/tsconfig.json'], {
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  }, 60_000);
});
