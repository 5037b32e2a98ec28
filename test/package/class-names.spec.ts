import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
const paths = Object.keys(exports).filter((path) => !path.endsWith('.json'));

/** By name, what an exported function or class calls itself where that is another name. */
const renamed = `(module) => Object.entries(module).filter(([name, value]) => typeof value === 'function' && name !== 'default' && value.name !== name).map(([name, value]) => [name, value.name])`;

describe('what is exported is called in logs and stack traces as it is imported', () => {
  it.each(paths)('%s', (path) => {
    const name = JSON.stringify(`nestjs-spring-mail${path.slice(1)}`);
    const code = `import(${name}).then(${renamed}).then((names) => console.log(JSON.stringify(names)))`;
    const names: unknown = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }),
    );
    expect(names).toEqual([]);
  });
});
